"""Rule packs: our own load; a wrong one is refused with its file and the place in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from interparty_shared import packs
from interparty_shared.domain import regimes
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.errors import Misconfigured
from tests.unit.shared.domain.world import day

OWN = Path(packs.__file__).parents[1] / "rulepacks"
GB = (OWN / "gb-mp-visits.yaml").read_text(encoding="utf-8")


def changed(change: Callable[[Any], object]) -> str:
    raw = yaml.safe_load(GB)
    change(raw)
    return yaml.safe_dump(raw)


def test_our_own_packs_load_and_stand_in_order() -> None:
    found = packs.load()

    assert all(one.citation and one.sources for one in found)
    assert [(one.rule_id, one.version) for one in found] == sorted(
        (one.rule_id, one.version) for one in found
    )
    deadlines = {one.id: one.deadline for one in found}
    assert deadlines["CA-MP-TRAVEL"] == Deadline(60)
    assert deadlines["EU-EP-MANAGERS"] == Deadline(30)
    assert deadlines["GB-MP-VISITS"] == Deadline(28)


def test_every_file_of_ours_is_loaded() -> None:
    files = {path.name for path in OWN.glob("*.yaml") if ".fixtures." not in path.name}

    assert {name for name, _ in packs.texts()} == files
    assert {one.id for one in packs.load()} == {
        name.removesuffix(".yaml").upper() for name in files
    }


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda raw: raw.update(colour="red"), "colour"),
        (lambda raw: raw["deadline"].update(days=3), "deadline.days"),
        (lambda raw: raw.pop("citation"), "citation"),
        (lambda raw: raw.update(version="2023"), "version"),
        (lambda raw: raw.update(valid={"from": "yesterday"}), "valid.from"),
        (lambda raw: raw.update(valid={"from": "2023-02-31"}), "valid.from"),
        (lambda raw: raw.update(valid={"from": "2023-02-10", "to": "2023-02-09"}), "valid"),
        (lambda raw: raw.update(status="repealed"), "repealed since when"),
        (lambda raw: raw.update(severity={"missing": "low", "late": "low"}), "severity"),
        (lambda raw: raw.update(severity={"missing": "low", "late": "high"}), "severity"),
        (lambda raw: raw.update(severity={"late": "info"}), "severity"),
        (lambda raw: raw.update(severity={"missing": "dire"}), "severity.missing"),
        (lambda raw: raw["binds"].update(offices=[], id_schemes=[]), "binds"),
        (lambda raw: raw["binds"].update(offices=["king"]), "binds.offices.0"),
        (lambda raw: raw["binds"].update(countries=[]), "binds.countries"),
        (lambda raw: raw["binds"].update(countries=["UK"]), "UK"),
        (lambda raw: raw.update(outside=["XX"]), "XX"),
        (
            lambda raw: raw["counterpart"].update(limbs=[{"id": "a", "text": "abc", "kinds": []}]),
            "counterpart.limbs.0.kinds",
        ),
        (
            lambda raw: raw["counterpart"].update(
                limbs=[{"id": "a", "text": "abc", "kinds": ["ghost"]}]
            ),
            "counterpart.limbs.0.kinds.0",
        ),
        (lambda raw: raw["threshold"].update(amount="many"), "threshold.amount"),
        (lambda raw: raw["threshold"].update(amount=300), "threshold.amount"),
        (lambda raw: raw["threshold"].update(currency="pounds"), "threshold.currency"),
        (lambda raw: raw["deadline"].update(unit="moon"), "deadline.unit"),
        (lambda raw: raw["deadline"].update(amount=-1), "deadline.amount"),
        (lambda raw: raw["deadline"].update(amount=0, start="inclusive"), "deadline"),
        (lambda raw: raw.update(publication_days=-1), "publication_days"),
        (lambda raw: raw.update(channels=[]), "channels"),
        (lambda raw: raw.update(channels=["seance"]), "channels.0"),
        (lambda raw: raw.update(sources=[]), "sources"),
        (lambda raw: raw.update(sources=["a book"]), "sources.0"),
        (lambda raw: raw.update(shape="round"), "shape"),
        (lambda raw: raw.update(match={"accept": 0.4, "doubt": 0.4}), "match"),
        (lambda raw: raw.update(match={"near_days": 31, "far_days": 31}), "match"),
        (lambda raw: raw["exemptions"][0].update(when="always"), "exemptions.0.when"),
        (lambda raw: raw["exemptions"][0].update(names=["Body"]), "exemptions.0"),
        (lambda raw: raw["exemptions"][2].update(names=[]), "exemptions.2"),
        (lambda raw: raw["register"].update(id="GB commons"), "register.id"),
    ],
)
def test_a_wrong_pack_is_refused_with_file_and_place(
    change: Callable[[Any], object], place: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        packs.parse(changed(change), name="mine.yaml")

    assert str(refused.value).startswith("mine.yaml:")
    assert place in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "just words", "id: {", "- id: X"])
def test_what_is_no_pack_at_all_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"^mine\.yaml:"):
        packs.parse(text, name="mine.yaml")


def test_an_operators_folder_adds_and_replaces_by_id_and_version(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "replaced.yaml").write_text(changed(lambda raw: raw.update(title="Ours")))
    (tmp_path / "sub/next.yaml").write_text(
        changed(lambda raw: raw.update(version="2027-01-01", valid={"from": day("2027-01-01")}))
    )
    (tmp_path / "added.yaml").write_text(changed(lambda raw: raw.update(id="XX-VISITS")))
    (tmp_path / "notes.txt").write_text("no pack")

    found = {(one.rule_id, one.version): one for one in packs.load(tmp_path)}

    assert found["GB-MP-VISITS", "2023-02-10"].title == "Ours"
    assert ("GB-MP-VISITS", "2027-01-01") in found
    assert ("XX-VISITS", "2023-02-10") in found
    assert len(found) == len(packs.load()) + 2


def test_a_wrong_pack_in_the_folder_is_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("id: X")

    with pytest.raises(Misconfigured, match=r"wrong\.yaml:1: "):
        packs.load(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="INTERPARTY_RULES"):
        packs.load(tmp_path / "nowhere")


def test_a_rule_from_memory_is_off_unless_it_is_switched_on() -> None:
    off = packs.parse(changed(lambda raw: raw.update(confidence="recall")), name="x")
    on = packs.parse(changed(lambda raw: raw.update(confidence="recall", enabled=True)), name="x")

    assert (off.enabled, on.enabled) == (False, True)
    assert regimes.in_force([off], day("2026-01-01")) == []
    assert regimes.in_force([on], day("2026-01-01")) == [on]


def test_a_later_version_takes_the_place_of_an_earlier_one_without_an_end() -> None:
    first = packs.parse(GB, name="x")
    second = packs.parse(
        changed(lambda raw: raw.update(version="2027-01-01", valid={"from": day("2027-01-01")})),
        name="x",
    )
    off = packs.parse(
        changed(
            lambda raw: raw.update(
                version="2028-01-01", valid={"from": day("2028-01-01")}, enabled=False
            )
        ),
        name="x",
    )

    for known in ([first, second, off], [off, second, first]):
        assert regimes.in_force(known, day("2026-12-31")) == [first]
        assert regimes.in_force(known, day("2027-01-01")) == [second]
        assert regimes.in_force(known, day("2029-01-01")) == [second]


def test_a_version_is_in_force_from_its_first_day_to_its_last() -> None:
    one = packs.parse(
        changed(lambda raw: raw.update(valid={"from": "2023-02-10", "to": "2023-12-31"})), name="x"
    )

    assert [
        one.in_force(day(on)) for on in ("2023-02-09", "2023-02-10", "2023-12-31", "2024-01-01")
    ] == [
        False,
        True,
        True,
        False,
    ]
