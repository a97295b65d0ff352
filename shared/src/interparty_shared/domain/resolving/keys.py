"""What two names must share to be compared: blocking keys.

`w:` the first three consonants of a word, `v:` its last three; `c:` a pair of meanings, or `d:` the
only one; `a:` an acronym, written or made of initials; `t:` a text that has nothing else. Keys are
stable strings: they may be kept in a table beside their record.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, islice, product
from typing import Final

from interparty_shared.domain.resolving.units import Form, Unit

MOST_KEYS: Final = 12
"""Of one reading of a name."""
_TOLD: Final = frozenset({"idea", "body", "qualifier", "region"})
_LEAST_ACRONYM: Final = 3
_LONGEST_ACRONYM: Final = 10
_CONSONANTS: Final = 3
_MOST_KINS: Final = 6


def keys_of(forms: tuple[Form, ...], single: str, acronyms: frozenset[str]) -> frozenset[str]:
    """Return the blocking keys of a name, from its readings and its acronyms."""
    keys: set[str] = {f"a:{one}" for one in acronyms}
    for form in forms:
        keys.update(islice(_form_keys(form), MOST_KEYS))
        keys.update(
            f"a:{one}" for one in form.initials if _LEAST_ACRONYM <= len(one) <= _LONGEST_ACRONYM
        )
    if single:
        keys.add(f"a:{single}")
    return frozenset(keys)


def _form_keys(form: Form) -> Iterator[str]:
    words = [one for one in form.units if one.kind == "word"]
    for unit in words:
        yield from _word_keys(unit)
    told = [sorted(one.kins)[:_MOST_KINS] for one in form.units if one.kind in _TOLD]
    if len(told) > 1:
        yield from _distinct(
            "c:" + "+".join(sorted((a, b)))
            for one, another in combinations(told, 2)
            for a, b in product(one, another)
        )
    if len(told) == 1:
        yield from (f"d:{kin}" for kin in told[0])
    if not told:
        told = [sorted(one.kins) for one in form.units if one.kind == "area"]
        yield from (f"d:{kin}" for kins in told for kin in kins)
    if not told and not words:
        yield f"t:{form.text}"
        yield from (
            f"d:{kin}" for one in form.units if one.kind == "group" for kin in sorted(one.kins)
        )
        yield from (f"p:{place}" for place in sorted(form.places))


def _word_keys(unit: Unit) -> Iterator[str]:
    if not unit.sound:
        yield f"w:{unit.text}"
        return
    yield f"w:{unit.sound[:_CONSONANTS]}"
    if len(unit.sound) > _CONSONANTS:
        yield f"v:{unit.sound[-_CONSONANTS:]}"


def _distinct(keys: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(keys)
