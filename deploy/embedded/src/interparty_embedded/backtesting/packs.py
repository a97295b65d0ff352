"""Rule packs as the command line names them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from interparty_shared import packs
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Misconfigured
from interparty_shared.packs import patterns
from interparty_shared.packs.reading import is_pattern

OWN: Final = "own"
"""The packs that come with Interparty, by themselves."""


class Named(NamedTuple):
    """Rule packs and rules of patterns, and what they were called."""

    name: str
    packs: tuple[Regime, ...]
    patterns: tuple[Rule, ...]


def named(name: str) -> Named:
    """Return our own packs with those of a folder or a file in their place, as INTERPARTY_RULES has it.

    Raises:
        Misconfigured: there is no such file or folder, or a pack in it is not valid.
    """
    if name == OWN:
        return Named(name, packs.load(), patterns.load())
    path = Path(name)
    if path.is_dir():
        return Named(name, packs.load(path), patterns.load(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"--packs {name} is no folder and no file that can be read.") from error
    if is_pattern(text):
        known = {one.id: one for one in (*patterns.load(), *patterns.parse(text, name=name))}
        return Named(name, packs.load(), tuple(known[id_] for id_ in sorted(known)))
    theirs = tuple(_with(packs.parse(text, name=name), packs.load()))
    return Named(name, theirs, patterns.load())


def _with(regime: Regime, others: Iterable[Regime]) -> list[Regime]:
    found = {(one.id, one.version): one for one in others}
    found[regime.id, regime.version] = regime
    return [found[key] for key in sorted(found)]
