"""What would be due for an engagement, to whom and by when: nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from interparty_api.handlers.asked import known_on, reference_for
from interparty_shared.db.engine import Database
from interparty_shared.domain import actors, obligations, regimes
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Ref, engagement_of
from interparty_shared.domain.identity import digest
from interparty_shared.domain.regimes import Regime

SOURCE = "/v1/check"


@dataclass(frozen=True, slots=True)
class Checked:
    """The obligations of an engagement on a day."""

    as_of: date
    items: Sequence[dict[str, Any]]


async def check_engagement(
    database: Database,
    packs: Sequence[Regime],
    data: Mapping[str, Any],
    *,
    text: str,
    as_of: date,
    known_at: datetime | None = None,
) -> Checked:
    """Return what the engagement would oblige to, as of a day.

    No record of any register is looked at and no copy of one is taken for complete: so nothing is
    `missing` here, and what could be judged by now is `not_assessable`. Reference data about actors
    is used as for what is posted. `text` is the data as it came; equal texts give equal ids.

    `known_at` has it judged by what was known then, rather than by all that is known: rule packs
    whose version bears no later date than `as_of`, reference data received by that moment. Of each
    rule, the version counts that was in force when the engagement ended.
    """
    ref = Ref(SOURCE, digest(text))
    posted = engagement_of(ref, data)
    async with database.read() as connection:
        reference = await reference_for(connection, [posted], at=known_at)
    known = packs if known_at is None else known_on(packs, as_of)
    engagement = actors.completed_engagement(posted, reference)
    found = [
        obligation_document(obligation)
        for regime in regimes.in_force(known, engagement.occurred.end)
        for obligation in obligations.assess(engagement, regime, records=(), syncs=(), today=as_of)
    ]
    return Checked(as_of, found)
