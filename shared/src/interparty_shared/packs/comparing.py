"""What differs between two sets of rule packs: rules that are new or gone, and what has changed in words.

Compared is what the files say, key by key, so that a reader finds each change where it stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from interparty_shared.errors import Misconfigured
from interparty_shared.packs import reading
from interparty_shared.packs.patterns import reading as pattern_reading
from interparty_shared.packs.patterns import schema as pattern_schema
from interparty_shared.packs.schema import Pack as RegimePack

Pack = RegimePack | pattern_schema.Pack
"""A rule of a regime, or one of a pattern."""

OWN: Final = "own"
"""What stands for the packs that come with Interparty, in the place of a folder."""
_NAMED_BY: Final = ("id", "since", "name", "of")
"""By which of its fields an item of a list is known, so that one that moves has not changed."""


class Change(NamedTuple):
    """One key that differs; None: it is not there."""

    key: str
    was: Any
    now: Any

    def __str__(self) -> str:
        if isinstance(self.was, list) and isinstance(self.now, list):
            gone = [_said(one) for one in self.was if one not in self.now]
            new = [_said(one) for one in self.now if one not in self.was]
            parts = [f"without {', '.join(gone)}"] if gone else []
            parts += [f"with {', '.join(new)}"] if new else []
            return f"{self.key}: now {' and '.join(parts) or 'in another order'}"
        if self.was is None:
            return f"{self.key}: is {_said(self.now)}, and was not there"
        if self.now is None:
            return f"{self.key}: was {_said(self.was)}, and is not there"
        return f"{self.key}: was {_said(self.was)}, is {_said(self.now)}"


class Changed(NamedTuple):
    """A rule that is in both, and says something else."""

    rule: str
    was: str
    """Its version before."""
    now: str
    changes: tuple[Change, ...]


class Difference(NamedTuple):
    """What differs between two sets of packs."""

    added: tuple[Pack, ...]
    removed: tuple[Pack, ...]
    changed: tuple[Changed, ...]


def packs_of(where: str) -> dict[tuple[str, str], Pack]:
    """Return the packs of a folder, or our own (`own`), by rule and version; rules of patterns, too.

    Raises:
        Misconfigured: one is not valid, or the folder is not there.
    """
    own = where == OWN
    if not own and not Path(where).is_dir():
        raise Misconfigured(f"{where} is no folder, and not `{OWN}`.")
    folder = None if own else Path(where)
    found: dict[tuple[str, str], Pack] = {}
    for name, text in reading.texts(folder, own=own):
        for pack, rule in reading.checked(text, name=name):
            found[rule.rule_id, rule.version] = pack
    for name, text in pattern_reading.texts(folder, own=own):
        for one in pattern_reading.packs(text, name=name):
            found[one.id, one.version] = one
    return found


def rule_id(pack: Pack) -> str:
    """Return what the pack's rule is known by."""
    return (pack.rule if isinstance(pack, RegimePack) else None) or pack.id


def compared(
    before: Mapping[tuple[str, str], Pack], after: Mapping[tuple[str, str], Pack]
) -> Difference:
    """Return what differs between two sets of packs.

    A rule that is in both, in one version each and not the same, is taken to have changed; where there
    are several, versions are new or gone.
    """
    gone, new = _without(before, after), _without(after, before)
    renewed = {rule: (gone[rule][0], new[rule][0]) for rule in gone if _one_each(gone, new, rule)}
    pairs = [(before[key], after[key]) for key in before.keys() & after.keys()]
    changed = [
        Changed(rule_id(was), was.version, now.version, changes)
        for was, now in (*pairs, *renewed.values())
        if (changes := tuple(_changes(was, now)))
    ]
    return Difference(
        added=_in_order(one for rule in new if rule not in renewed for one in new[rule]),
        removed=_in_order(one for rule in gone if rule not in renewed for one in gone[rule]),
        changed=tuple(sorted(changed, key=lambda one: (one.rule, one.was))),
    )


def _without(
    some: Mapping[tuple[str, str], Pack], others: Mapping[tuple[str, str], Pack]
) -> dict[str, list[Pack]]:
    """Return the packs that are in one set only, by rule."""
    found: dict[str, list[Pack]] = {}
    for key in sorted(some.keys() - others.keys()):
        found.setdefault(key[0], []).append(some[key])
    return found


def _one_each(
    gone: Mapping[str, Sequence[Pack]], new: Mapping[str, Sequence[Pack]], rule: str
) -> bool:
    return len(gone[rule]) == len(new.get(rule, ())) == 1


def _in_order(packs: Iterator[Pack]) -> tuple[Pack, ...]:
    return tuple(sorted(packs, key=lambda one: (rule_id(one), one.version)))


def _changes(was: Pack, now: Pack) -> Iterator[Change]:
    before, after = (one.model_dump(mode="json", by_alias=True) for one in (was, now))
    yield from _between("", before, after)


def _between(key: str, was: Any, now: Any) -> Iterator[Change]:
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys((*was, *now)):
            inner = f"{key}.{name}" if key else str(name)
            yield from _between(inner, was.get(name), now.get(name))
        return
    before, after = _by_name(was), _by_name(now)
    if before is None or after is None:
        yield Change(key, was, now)
        return
    for name in dict.fromkeys((*before, *after)):
        yield from _between(f"{key}[{name}]", before.get(name), after.get(name))


def _by_name(value: Any) -> dict[str, Any] | None:
    """Return the items of a list of mappings by what each is known by; None: they have no names."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return None
    for field in _NAMED_BY:
        names = [one.get(field) for one in value]
        if all(field in one for one in value) and len(set(map(str, names))) == len(names):
            return {str(name or "always"): one for name, one in zip(names, value, strict=True)}
    return None


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        given = (f"{name} {_said(one)}" for name, one in value.items() if one not in (None, [], ""))
        return f"({', '.join(given)})"
    if isinstance(value, list):
        return f"({', '.join(map(_said, value))})" if value else "none"
    text = str(value)
    return f"“{text}”" if " " in text else text
