"""One page of all rules, in Markdown, for a lawyer to review: what each says, and its cases.

The same packs give the same page, on every day and machine.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from interparty_shared.domain.obligations import Obligation
from interparty_shared.domain.regimes import Regime
from interparty_shared.packs import fixtures
from interparty_shared.packs.cases import facts, last_day
from interparty_shared.packs.explain import english, explained
from interparty_shared.packs.fixtures import Fixture, Suite

_EXAMPLE: Final = date(2026, 9, 1)
"""The day for which dates are shown, or the nearest on which the rule was in force."""
_HEAD: Final = """# Transparency regimes, as Interparty reads them

Written by `interparty rules docs` from the rule packs and their fixtures; changes belong there. Each rule
says whom it binds, when, and how sure that is; its cases say what comes of it. A case's verdict is what
the register lets be said on the day asked, and not what anybody did.
"""


class _Listed(NamedTuple):
    rule: Regime
    suite: Suite


def page(suites: Sequence[Suite]) -> str:
    """Return the page of all rules of these packs, by jurisdiction, rule and version."""
    found = sorted(
        (_Listed(rule, suite) for suite in suites for rule in suite.rules),
        key=lambda one: (one.rule.jurisdiction, one.rule.rule_id, one.rule.version),
    )
    lines = [_HEAD, *_contents(found)]
    before = None
    for one in found:
        if _place(one.rule) != before:
            before = _place(one.rule)
            lines += ["", f"## {before}"]
        lines += _section(one)
    return "\n".join(lines).rstrip() + "\n"


def _place(rule: Regime) -> str:
    return english.begun(english.place(rule.jurisdiction).removeprefix("the "))


def _contents(found: Sequence[_Listed]) -> Iterator[str]:
    yield f"{len(found)} rules of {len({one.rule.id for one in found})} regimes."
    yield ""
    before = None
    for one in found:
        if _place(one.rule) != before:
            before = _place(one.rule)
            yield f"- {before}"
        rule = one.rule
        state = "" if rule.status == "in_force" else f" ({rule.status.replace('_', ' ')})"
        yield f"  - [{_heading(rule)}](#{_anchor(_heading(rule))}): {_flat(rule.title)}{state}"


def _heading(rule: Regime) -> str:
    return f"{rule.rule_id}, {rule.version}"


def _anchor(heading: str) -> str:
    """Return how Markdown's readers link to a heading: small, spaces as hyphens, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _section(one: _Listed) -> Iterator[str]:
    rule = one.rule
    yield from ("", f"### {_heading(rule)}", "", f"**{_flat(rule.title)}**")
    day = min(max(_EXAMPLE, rule.valid_from), rule.valid_to or date.max)
    for part in explained(rule, day).parts:
        yield from ("", f"*{part.heading}*", "")
        yield from (f"- {_flat(sentence)}" for sentence in part.sentences)
    yield from ("", "*Cases*", "")
    rows = list(_rows(one))
    if not rows:
        yield "No case is written down for this version."
        return
    yield "| case | facts | who | verdict | due |"
    yield "| --- | --- | --- | --- | --- |"
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _rows(one: _Listed) -> Iterator[tuple[str, str, str, str, str]]:
    """Return the cases that the rule has a part in, one row for each holder."""
    for fixture in one.suite.fixtures:
        title, said = f"{fixture.title} ({fixture.cites})", facts(fixture)
        owed = [made for made in fixtures.play(fixture, one.suite.rules) if _is_of(made, one.rule)]
        for made in owed:
            due = made.due.isoformat() if made.due else ""
            yield title, said, made.holder.name, made.verdict.replace("_", " "), due
        if not fixture.expect and _concerns(fixture, one):
            shown = (fixture.shows or "no_duty").replace("_", " ")
            yield title, said, "nobody", shown, ""


def _is_of(owed: Obligation, rule: Regime) -> bool:
    return (owed.regime.rule_id, owed.regime.version) == (rule.rule_id, rule.version)


def _concerns(fixture: Fixture, one: _Listed) -> bool:
    """Return whether a case in which nothing is owed is about this version of the rule.

    It is about the version of its day; before the first came into force, about the first.
    """
    end = last_day(fixture)
    versions = sorted(
        (rule.valid_from, rule.version)
        for rule in one.suite.rules
        if rule.rule_id == one.rule.rule_id
    )
    begun = [known for known in versions if known[0] <= end]
    return (begun or versions[:1])[-1] == (one.rule.valid_from, one.rule.version)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _flat(text).replace("|", "\\|")
