"""What would be due for an engagement, to whom and by when: nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from interparty_api.handlers.asked import everybody, known_about, known_on
from interparty_shared.db.engine import Database
from interparty_shared.domain import actors, checking
from interparty_shared.domain.checking import Wanted
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.identity import digest
from interparty_shared.domain.posted import actor_record_of
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming

SOURCE = "/v1/check"


@dataclass(frozen=True, slots=True)
class Checked:
    """The obligations of an engagement on a day."""

    as_of: date
    items: Sequence[dict[str, Any]]
    wanted: Sequence[Wanted]
    """What is not known, and hangs on which of them."""


async def check_engagement(
    database: Database,
    packs: Sequence[Regime],
    data: Mapping[str, Any],
    *,
    text: str,
    as_of: date,
    known: Sequence[Mapping[str, Any]] = (),
    beside: Sequence[Mapping[str, Any]] = (),
    known_at: datetime | None = None,
) -> Checked:
    """Return what the engagement would oblige to, as of a day.

    No record of any register is looked at and no copy of one is taken for complete: so nothing is
    `missing` here, and what could be judged by now is `not_assessable`. Reference data about actors
    is used as for what is posted. `text` is the data as it came; equal texts give equal ids.

    `known` is reference data that goes before what is stored of the same actors; `beside` are other
    engagements of those who take part, taken to come before this one where they end on the same day.

    `known_at` has it judged by what was known then, rather than by all that is known: rule packs
    whose version bears no later date than `as_of`, reference data received by that moment. Of each
    rule, the version counts that was in force when the engagement ended.
    """
    ref = Ref(SOURCE, digest(text))
    posed = checking.posed(ref, data, beside)
    async with database.read() as connection:
        stored = await known_about(connection, everybody(posed), at=known_at)
    said = actors.preferring(map(actor_record_of, known), stored)
    reference = actors.Index(said, naming.matcher())
    engagement, *others = (actors.completed_engagement(one, reference) for one in posed)
    rules = packs if known_at is None else known_on(packs, as_of)
    found = checking.owed(engagement, rules, beside=others, today=as_of)
    return Checked(as_of, [obligation_document(one) for one in found], checking.wanted(found))
