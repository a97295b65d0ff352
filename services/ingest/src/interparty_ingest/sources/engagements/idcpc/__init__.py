"""Meetings of the International Department of the Communist Party of China, as it announces them.

The department lists what its minister did under 部长活动/外事会见 on https://www.idcpc.org.cn. The file is
that list as CSV (`event_date,page_date,path,title_zh`). A title is all that is read: the pages are kept
by their addresses. Titles that recur on other days are other meetings.
"""

from interparty_ingest.sources.engagements.idcpc.reader import BASE, read
from interparty_ingest.sources.engagements.source import EngagementSource

SOURCE = EngagementSource(
    id="idcpc",
    source=BASE,
    title="Meetings of the International Department of the CPC Central Committee (中联部)",
    licence="No licence is stated. Titles, dates and addresses of public pages; cite the page.",
    readers={"csv": read},
    standing="person",
)
