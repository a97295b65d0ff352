"""The sources of engagements that we read."""

from typing import Final

from interparty_ingest.sources.engagements import chinavitae, idcpc
from interparty_ingest.sources.engagements.coded import gdelt2, icews, polecat
from interparty_ingest.sources.engagements.source import EngagementSource

ENGAGEMENT_SOURCES: Final[dict[str, EngagementSource]] = {
    source.id: source
    for source in (idcpc.SOURCE, chinavitae.SOURCE, icews.SOURCE, polecat.SOURCE, gdelt2.SOURCE)
}
