"""All reports as the engagements that they tell of: each lead, with what it absorbs."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from interparty_shared.domain.corroboration.grouping import STEPS, Report, absorbed_by, lead_of
from interparty_shared.domain.corroboration.merging import Merged, merged
from interparty_shared.domain.facts import Ref

FAR = STEPS + 1
"""How far from a report all lie on whom it depends what is said of its engagement: its lead is one step
away, and who that absorbs shows in three more."""


def together(report: Report, near: Collection[Report]) -> Merged | Ref:
    """Return the engagement that a report leads, or the report that absorbs it.

    `near` are the reports within three steps of likeness (`same_occurrence`); more do no harm.
    """
    lead = lead_of(report, near)
    return merged(report, absorbed_by(report, near)) if lead is None else lead


def assembled(
    reports: Iterable[Report], near: Mapping[Ref, Collection[Report]]
) -> Iterator[Merged]:
    """Give each engagement once, under its lead, in the order of the reports.

    `near` are, of reports of which there are any, those that are alike; that is all pairs that are.
    """
    for report in reports:
        if report.ref not in near:
            yield merged(report, ())
            continue
        found = together(report, around(report, near, STEPS))
        if isinstance(found, Merged):
            yield found


def around(
    report: Report, near: Mapping[Ref, Collection[Report]], steps: int
) -> tuple[Report, ...]:
    """Return the reports within so many steps of likeness, the report itself among them."""
    found = {report.ref: report}
    latest = [report]
    for _ in range(steps):
        beyond = {other.ref: other for one in latest for other in near.get(one.ref, ())}
        latest = [one for ref, one in beyond.items() if ref not in found]
        found |= beyond
    return tuple(found.values())
