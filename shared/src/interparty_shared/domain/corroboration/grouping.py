"""Which of several reports of one engagement leads, and which it absorbs.

A pure function of the reports in force, decided from a report's neighbours and theirs, and of these only
from earlier ones: what comes later changes nothing of what earlier reports are.

- A report is **first** if no earlier report is of the same engagement.
- A report is **absorbed** by a first report of the same engagement, if there is exactly one, and if no
  earlier report of its own source is of that one's engagement: a source that gives two means two.
- All others **lead**: first ones, those that are like none but absorbed ones, and those that are like two
  first ones, for which of the two they speak of is not known.

So no report is lost (who absorbs is never absorbed), and each that is absorbed was itself found to speak
of the engagement of its lead: nothing is passed on from one to the next. In a chain (A like B, B like C,
A unlike C) A absorbs B and C leads: an alert too many at most, where following the chain might hide an
engagement.

**Earlier** is by the earliest `time` under which an event of that (source, id) was ever posted, then by
(source, id). Not by that of the version in force: a collector that posts all it has every night would
hand the lead to another every night, and each correction would.

Obligation ids hang on the lead's (source, id). What comes later keeps it. If the lead is taken back, or
corrected so that it speaks of something else, the next earliest leads: its alerts open, those of the
old lead are withdrawn (and say so), for it was that report's word that was given, and it is no more.
An id of the group would have to be made of who is in it, and change with each report; or be kept apart
from the facts, and depend on the order of arrival.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from interparty_shared.domain.corroboration.occurrence import same_occurrence
from interparty_shared.domain.facts import Engagement, Ref

STEPS: Final = 3
"""How far a change reaches: from a report to whom it makes first, to whom these absorb, to their lead."""


class Report(NamedTuple):
    """An engagement as it was reported, completed by reference data, and since when."""

    since: datetime
    """The earliest `time` under which an event of its (source, id) was ever posted."""
    engagement: Engagement

    @property
    def ref(self) -> Ref:
        """Return the (source, id) of the report."""
        return self.engagement.ref

    @property
    def order(self) -> tuple[datetime, Ref]:
        """Return by what reports are ordered, the earliest first."""
        return self.since, self.ref


def lead_of(report: Report, others: Iterable[Report]) -> Ref | None:
    """Return the report that absorbs this one, or None where it leads.

    `others` are its neighbours (of the same engagement, as far as it is concerned) and theirs; more do
    no harm, nor does it among them.
    """
    earlier = _earlier(report, list(others))
    near = [one for one in earlier if same_occurrence(one.engagement, report.engagement)]
    firsts = {one.ref: one for one in near if _is_first(one, earlier)}
    if len(firsts) != 1:
        return None
    (lead,) = firsts.values()
    return None if _told_twice(report, lead, earlier) else lead.ref


def absorbed_by(lead: Report, others: Iterable[Report]) -> tuple[Report, ...]:
    """Return the reports that this one absorbs, the earliest first; none where it is absorbed itself.

    `others` are as of `lead_of`, of it and of each of its neighbours.
    """
    known = list({one.ref: one for one in others}.values())
    if not _is_first(lead, known):
        return ()
    near = (
        one
        for one in known
        if one.order > lead.order and same_occurrence(lead.engagement, one.engagement)
    )
    found = (one for one in near if lead_of(one, [lead, *known]) == lead.ref)
    return tuple(sorted(found, key=lambda one: one.order))


def _told_twice(report: Report, lead: Report, earlier: Sequence[Report]) -> bool:
    """Return whether the report's own source told of the lead's engagement before, under another id."""
    return any(
        one.ref.source == report.ref.source
        and same_occurrence(one.engagement, lead.engagement) is not None
        for one in earlier
    )


def _is_first(report: Report, others: Sequence[Report]) -> bool:
    return not any(
        same_occurrence(one.engagement, report.engagement) for one in _earlier(report, others)
    )


def _earlier(report: Report, others: Sequence[Report]) -> list[Report]:
    return [one for one in others if one.order < report.order]
