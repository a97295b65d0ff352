"""Fixtures played, pack by pack: what came out as written, and in what the rest differs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from interparty_shared.packs.fixtures import Suite, faults


class Played(NamedTuple):
    """What became of the fixtures of one pack."""

    pack: str
    rules: tuple[str, ...]
    passed: int
    failed: tuple[tuple[str, tuple[str, ...]], ...]
    """Titles of fixtures that came out otherwise, each with the sentences that say in what."""

    def document(self) -> dict[str, object]:
        """Return it for scripts."""
        return {
            "pack": self.pack,
            "rules": list(self.rules),
            "passed": self.passed,
            "failed": [{"title": title, "faults": list(said)} for title, said in self.failed],
        }


def chosen(suites: Iterable[Suite], only: str | None) -> list[Suite]:
    """Return the packs of an id, of a rule or of a regime; all of them, where none is given."""
    return [
        suite
        for suite in suites
        if only is None or any(only in {rule.id, rule.rule_id} for rule in suite.rules)
    ]


def played(suite: Suite) -> Played:
    """Return what became of a pack's fixtures."""
    outcomes = [(one.title, tuple(faults(one, suite.rules))) for one in suite.fixtures]
    failed = tuple((title, said) for title, said in outcomes if said)
    rules = tuple(dict.fromkeys(rule.rule_id for rule in suite.rules))
    return Played(suite.name, rules, len(outcomes) - len(failed), failed)


def sentences(one: Played) -> list[str]:
    """Return what became of a pack's fixtures, in lines."""
    total = one.passed + len(one.failed)
    if not total:
        return [f"{one.pack}: no fixtures."]
    lines = [f"{one.pack}: {one.passed} of {total} as written."]
    for title, said in one.failed:
        lines.append(f"  {title}")
        lines += [f"    {fault}" for fault in said]
    return lines


def failures(outcomes: Sequence[Played]) -> int:
    """Return how many fixtures came out otherwise than written."""
    return sum(len(one.failed) for one in outcomes)
