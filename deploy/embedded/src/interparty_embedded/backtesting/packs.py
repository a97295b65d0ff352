"""Rule packs as the command line names them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from interparty_shared import packs
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Misconfigured

OWN: Final = "own"
"""The packs that come with Interparty, by themselves."""


class Named(NamedTuple):
    """Rule packs, and what they were called."""

    name: str
    packs: tuple[Regime, ...]


def named(name: str) -> Named:
    """Return our own packs with those of a folder or a file in their place, as INTERPARTY_RULES has it.

    Raises:
        Misconfigured: there is no such file or folder, or a pack in it is not valid.
    """
    if name == OWN:
        return Named(name, packs.load())
    path = Path(name)
    if path.is_dir():
        return Named(name, packs.load(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"--packs {name} is no folder and no file that can be read.") from error
    return Named(name, tuple(_with(packs.parse(text, name=name), packs.load())))


def _with(regime: Regime, others: Iterable[Regime]) -> list[Regime]:
    found = {(one.id, one.version): one for one in others}
    found[regime.id, regime.version] = regime
    return [found[key] for key in sorted(found)]
