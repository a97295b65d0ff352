"""What an edition says that the one before did not. Pure: values in, values out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from interparty_ingest.sources.events import facts_digest
from interparty_ingest.sources.rows import Covered, Row

Change = Literal["new", "changed", "restated", "returned", "same", "refused", "other"]
"""`restated`: written otherwise and saying the same; `other`: a record that is no disclosure."""

Gone = Literal["withdrawn", "expired", "left", "ended"]
"""Why a record is no longer there: taken out; kept no longer; gone with the one who filed it; true
until then, and no longer."""

POSTED: Final[frozenset[Change]] = frozenset({"new", "changed", "returned"})
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """One record as the snapshot has it."""

    digest: str
    """SHA-256 of its bytes in the edition that showed it last."""
    facts: str
    """SHA-256 of what was accepted of it; empty: nothing ever was."""
    filed: date | None = None
    filer: str = ""
    refused: str = ""
    """Why its present version was not accepted."""
    gone: Gone | None = None
    part: str = ""


def compare(row: Row, known: Known | None) -> Change:
    """Return what a record is, against what is known of it."""
    if row.refused:
        return "refused"
    if not row.made:
        return "other"
    if known is None or not known.facts:
        return "new"
    if known.gone is not None:
        return "returned"
    if known.refused or known.facts != facts_digest(row.made):
        return "changed"
    return "same" if known.digest == row.digest else "restated"


def vanished(
    known: Mapping[str, Known],
    seen: Collection[str],
    filers: Collection[str],
    parts: Collection[str],
    *,
    day: date,
    whole: bool,
    keeps: timedelta | None,
    follows_filer: bool,
    ends: bool = False,
) -> dict[str, Gone]:
    """Return the records that an edition of a day no longer shows, and why.

    "withdrawn" is said only where nothing else explains it: a withdrawal makes an absence of what was
    disclosed. A record without a filing date may have expired where records do, and those of a filer
    of whom the edition (`filers`) shows nothing at all may have gone with the filer. Of lists of the
    register that the edition does not show (`parts`: those that it does) nothing is known. With `ends`
    a register shows what stands now, and what is gone has ended.
    """
    if not whole:
        return {}
    found: dict[str, Gone] = {}
    for key, one in known.items():
        if key in seen or one.gone is not None or one.part not in parts:
            continue
        if ends:
            found[key] = "ended"
        elif keeps is not None and (one.filed is None or one.filed + keeps <= day):
            found[key] = "expired"
        elif follows_filer and one.filer not in filers:
            found[key] = "left"
        else:
            found[key] = "withdrawn"
    return found


def covered_without(
    covered: Covered, doubts: Iterable[date | None], *, stands: bool
) -> list[Covered]:
    """Return the filing dates that a copy covers, less those of records that could not be used.

    A record that cannot be read, or that was not accepted, might be the very one that is missed. So the
    day on which it was filed is left out, and with `stands` every day from then on, for which it may
    answer too. Where its day is not known (None), nothing is covered: it may have been any day.
    """
    days = set(doubts)
    if None in days:
        return []
    start, end = covered
    spans: list[Covered] = []
    for day in sorted(one for one in days if one is not None):
        if day > end:
            break
        if stands:
            end = day - _DAY
            break
        if day >= start:
            if day > start:
                spans.append(Covered(start, day - _DAY))
            start = day + _DAY
    if start <= end:
        spans.append(Covered(start, end))
    return spans
