"""What a rule found of a subject in a week, as it is kept: plain JSON, from which alerts are made."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from interparty_shared.domain import identity
from interparty_shared.domain.documents import actor_document, reason_document
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.patterns.history import History, Subject, View
from interparty_shared.domain.patterns.kinds import found, memory
from interparty_shared.domain.patterns.rules import Finding, Point, Rule, engagements, severity
from interparty_shared.domain.patterns.statistics.weeks import week_of

MOST_REFS: Final = 100
"""Engagements that a flag names, the latest first; how many there are is said beside it."""
MOST_POINTS: Final = 160

Document = dict[str, Any]


class Flag(NamedTuple):
    """A finding as it is kept.

    `group`: the two countries, whichever is at home, within which alerts may fold one another; `subject`:
    a digest of whom the rule is about here.
    """

    rule: str
    subject: str
    week: int
    group: str
    document: Document


def judged_through(today: date) -> int:
    """Return the last week that is over, and judged: the week of today is not."""
    return week_of(today) - 1


def flags(rules: Iterable[Rule], history: History, first: int, last: int) -> Iterator[Flag]:
    """Give what the rules find in these weeks; the history must reach back as far as they remember."""
    for rule in rules:
        if rule.mode == "off":
            continue
        reach = memory(rule)
        for week in range(first, last + 1):
            if history.any_within(week - reach + 1, week):
                for one in found(rule, week, history):
                    yield flag_of(rule, one)
        history.forget()


def flag_of(rule: Rule, finding: Finding) -> Flag:
    """Return a finding as it is kept."""
    # Which side is at home differs from rule to rule; what they find of two countries may fold.
    group = "\n".join(sorted((finding.away.country, finding.home.country)))
    return Flag(
        rule.id, subject_key(finding.subject), finding.week, group, _document(rule, finding)
    )


def subject_key(subject: Subject) -> str:
    """Return a digest of a subject."""
    return identity.digest(*subject)


def _document(rule: Rule, finding: Finding) -> Document:
    views = finding.counted
    refs = list(dict.fromkeys(one.contact.ref for one in sorted(views, key=_latest, reverse=True)))
    days = [one.contact.day for one in views]
    channels = Counter(one.contact.channel for one in _once(views))
    ordered = sorted(channels, key=lambda name: (-channels[name], name))
    return {
        "subject": {
            "domestic": actor_document(finding.home.actor),
            "foreign": actor_document(finding.away.actor),
        },
        "channel": ordered[0] if ordered else None,
        "channels": {name: channels[name] for name in ordered},
        "window": {"from": finding.window[0].isoformat(), "to": finding.window[1].isoformat()},
        "occurred": {
            "from": min(days, default=finding.window[0]).isoformat(),
            "to": max((one.contact.last for one in views), default=finding.window[1]).isoformat(),
        },
        "engagements": [[*ref] for ref in refs[:MOST_REFS]],
        "reports": _merged(views, refs[:MOST_REFS]),
        "total": engagements(views),
        "summary": finding.summary,
        "reason": reason_document(finding.steps),
        "undone": finding.undone,
        "numbers": dict(finding.numbers),
        "series": [_point(one) for one in finding.series[-MOST_POINTS:]],
        "effect": finding.effect,
        "certainty": finding.certainty,
        "stake": finding.stake,
        "severity": severity(finding, rule.most),
        "evidence": sorted({one.contact.said for one in views}),
    }


def _merged(views: Sequence[View], refs: Sequence[Ref]) -> list[list[list[str]]]:
    """Return the reports of those of these engagements that several tell of, each with its own first."""
    told = {one.contact.ref: one.contact.reports for one in views}
    return [[[*report] for report in told[ref]] for ref in refs if told[ref]]


def _point(one: Point) -> Document:
    said: Document = {"from": one.start.isoformat(), "count": one.count}
    if one.expected is not None:
        said["expected"] = one.expected
    return said


def _latest(view: View) -> tuple[date, str, str]:
    return view.contact.day, *view.contact.ref


def _once(views: Sequence[View]) -> list[View]:
    """Return one contact of each engagement."""
    return list({one.contact.ref: one for one in views}.values())
