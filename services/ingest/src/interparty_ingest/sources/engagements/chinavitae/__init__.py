"""What China Vitae told of the engagements of seven Chinese leaders, 2003 to 2018.

China Vitae was a research web site that collected, by hand, what Chinese and foreign news said of the
movements of Chinese leaders. The file is its engagements with other countries as CSV
(`date,leader,country,text`); that rows have no ids of their own, so an event is known by its words.
"""

from interparty_ingest.sources.engagements.chinavitae.reader import URL, read
from interparty_ingest.sources.engagements.source import EngagementSource

SOURCE = EngagementSource(
    id="chinavitae",
    source=URL,
    title="China Vitae: engagements of Chinese leaders, 2003 to 2018",
    licence="No licence is stated. Facts from a research web site; cite China Vitae.",
    readers={"csv": read},
    standing="person",
)
