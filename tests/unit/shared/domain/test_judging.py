"""The digest of what verdicts are given by: another one wherever they might be others."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from interparty_shared import packs
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.judging import SHOWN_ELSEWHERE, digest
from interparty_shared.domain.regimes import Regime

GB = next(one for one in packs.load() if one.id == "GB-MP-VISITS")


def another(value: Any) -> Any:
    """Return a value of the same kind that is not this one."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "x"
        case Decimal():
            return value + 1
        case date():
            return value.replace(year=value.year - 1)
        case frozenset():
            return value | {"another"}
        case tuple():
            return value[:-1] if value else ("another",)
        case _:
            return date(2030, 1, 1)


def changes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Give a value with one field changed, for each field of it and of what it holds."""
    for one in fields(value):
        held, name = getattr(value, one.name), f"{path}{one.name}"
        if is_dataclass(held):
            for inner, changed in changes(held, f"{name}."):
                yield inner, replace(value, **{one.name: changed})
        elif held is not None or one.name == "valid_to":
            yield name, replace(value, **{one.name: another(held)})


CHANGES = dict(changes(GB))


def test_the_same_packs_have_one_digest_in_any_order() -> None:
    assert digest(packs.load()) == digest([*reversed(packs.load())])
    assert digest(packs.load()) != digest(packs.load()[1:])


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_every_field_that_bears_on_judgements_is_in_the_digest(name: str) -> None:
    shown_elsewhere = name.rpartition(".")[2] in SHOWN_ELSEWHERE

    assert (digest([CHANGES[name]]) == digest([GB])) is shown_elsewhere


def test_an_exemption_is_in_the_digest_with_its_names() -> None:
    first, *others = GB.exemptions
    renamed = replace(GB, exemptions=(replace(first, names=("Somebody",)), *others))

    assert digest([renamed]) != digest([GB])


def test_a_deadline_of_60_days_has_another_digest_than_one_of_28() -> None:
    longer: Regime = replace(GB, deadline=Deadline(60))

    assert digest([longer]) != digest([GB])
