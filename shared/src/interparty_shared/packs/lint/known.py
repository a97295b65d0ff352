"""Is everything that packs and fixtures refer to there: countries, regimes, limbs, holders?"""

from collections import Counter
from collections.abc import Collection, Iterator

from interparty_shared.domain import countries
from interparty_shared.domain.regimes import Limb, Regime
from interparty_shared.packs.fixtures import Expected, Fixture
from interparty_shared.packs.lint.files import File, Standing
from interparty_shared.packs.lint.remarks import Remark


def named(one: Standing[Regime], regimes: Collection[str]) -> Iterator[Remark]:
    """Return what the limbs of a rule name that cannot be; `regimes` are all that there are."""
    counterpart = one.what.counterpart
    for field, limbs in (("limbs", counterpart.limbs), ("but_not", counterpart.but_not)):
        for number, limb in enumerate(limbs):
            key = f"counterpart.{field}.{number}"
            for at, why in _faults(limb):
                yield one.remark("error", "known", f"{key}.specified.{at}", why)
            if limb.specified_under and limb.specified_under not in regimes:
                why = f"there is no regime {limb.specified_under!r}"
                yield one.remark("error", "known", f"{key}.specified_under", why)


def _faults(limb: Limb) -> Iterator[tuple[int, str]]:
    seen: Counter[str] = Counter()
    for at, listed in enumerate(limb.specified):
        first, last = listed.days
        if listed.country is not None and listed.country not in countries.CODES:
            yield at, f"{listed.country!r} is no ISO 3166-1 alpha-2 code"
        if first is not None and last is not None and last < first:
            yield at, f"{listed.name}: 'to' is before 'from'"
        seen[listed.name] += 1
        if seen[listed.name] > 1 and listed.days == (None, None):
            yield at, f"{listed.name} is named twice"


def referred(file: File, regimes: Collection[str]) -> Iterator[Remark]:
    """Return what the fixtures of a file refer to that is not there; `regimes` are all that are."""
    for one in file.cases:
        yield from _actors(one, regimes)
        for at, expected in enumerate(one.what.expect):
            for field, value, known in _references(file, one.what, expected):
                if value is not None and value not in known:
                    there = ", ".join(sorted(known)) or "none"
                    why = f"there is no {field} {value!r} ({there})"
                    yield one.remark("error", "known", f"expect.{at}.{field}", why)


def _actors(one: Standing[Fixture], regimes: Collection[str]) -> Iterator[Remark]:
    for at, data in enumerate(one.what.actors):
        for number, listed in enumerate(data.get("specified") or ()):
            if listed["regime"] not in regimes:
                key = f"actors.{at}.specified.{number}.regime"
                yield one.remark("error", "known", key, f"there is no regime {listed['regime']!r}")


def _references(
    file: File, fixture: Fixture, expected: Expected
) -> Iterator[tuple[str, str | None, set[str]]]:
    """Return what an expectation refers to: in which field, what, and what there is."""
    rules = [one.what for one in file.rules]
    yield "holder", expected.holder, {one["name"] for one in fixture.engagement["participants"]}
    if file.whole:
        yield "rule", expected.rule, {one.rule_id for one in rules}
        limbs = [(*one.counterpart.limbs, *one.counterpart.but_not) for one in rules]
        yield "limb", expected.limb, {limb.id for listed in limbs for limb in listed}
        exempt = {made.id for one in rules for made in one.exemptions}
        # Several that hold for a part each are given as one.
        for id_ in (expected.exemption or "").split("+"):
            yield "exemption", id_ or None, exempt
    records = enumerate(fixture.register_)
    yield "record", expected.record, {str(one.get("record_id", at + 1)) for at, one in records}


def told(file: File) -> Iterator[Remark]:
    """Return the fixtures that do not say what they show, or stand there twice."""
    seen: Counter[str] = Counter()
    for one in file.cases:
        fixture = one.what
        if not fixture.expect and fixture.shows is None:
            why = "nothing is expected: say what that shows (before_in_force, no_duty)"
            yield one.remark("error", "fixtures", "shows", why)
        if fixture.expect and fixture.shows is not None:
            why = f"{fixture.shows} shows that nothing is owed, and something is expected"
            yield one.remark("error", "fixtures", "shows", why)
        seen[fixture.title] += 1
        if seen[fixture.title] > 1:
            yield one.remark("warning", "fixtures", "title", "another fixture has this title")
