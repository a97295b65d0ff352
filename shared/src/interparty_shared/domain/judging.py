"""By what verdicts are given: a digest that differs where they might.

What is true is a function of facts, rule packs and clock; what is stored was decided under the packs
and the code of its day. Where their digest is another one, it is decided anew.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.regimes import Regime

CODE: Final = 10
"""The version of our own judging. Raise it with every change of the domain after which the same facts,
rules and day may give another obligation or alert, in a word of its reasons too; not for one that
only makes it faster.
"""

SHOWN_ELSEWHERE: Final = frozenset(
    {"title", "duty", "not_shown", "not_seen", "sources", "url", "hidden"}
)
"""Fields of a pack that no obligation and no alert repeats."""


def digest(packs: Sequence[Regime], patterns: Sequence[Rule] = ()) -> str:
    """Return what verdicts under these packs and rules of patterns, by this code, are known by."""
    return _digest(tuple(packs), tuple(patterns))


@lru_cache(maxsize=8)
def _digest(packs: tuple[Regime, ...], patterns: tuple[Rule, ...]) -> str:
    said = sorted(json.dumps(_plain(regime), sort_keys=True) for regime in packs)
    also = sorted(json.dumps(_plain(rule, frozenset()), sort_keys=True) for rule in patterns)
    return hashlib.sha256(json.dumps([CODE, said, also]).encode()).hexdigest()[:32]


def _plain(value: Any, without: frozenset[str] = SHOWN_ELSEWHERE) -> Any:
    """Return a value as JSON has it, sets in order, without some fields: what is shown elsewhere."""
    if is_dataclass(value):
        named = [one.name for one in fields(value) if one.name not in without]
        return {name: _plain(getattr(value, name), without) for name in named}
    if isinstance(value, frozenset):
        return sorted(_plain(one, without) for one in value)
    if isinstance(value, tuple):
        return [_plain(one, without) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one, without) for key, one in value.items()}
    if isinstance(value, date | Decimal):
        return str(value)
    return value
