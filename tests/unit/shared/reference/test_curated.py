"""Our own reference data: what it must say, and that it says it."""

import pytest

from interparty_shared.errors import Misconfigured
from interparty_shared.reference import curated
from interparty_shared.reference.curated import BodiesFile, PartiesFile, parse

HEAD = "edition: 2026-01-01\nconfidence: general knowledge\n"


def parties(entry: str, code: str = "AT") -> PartiesFile:
    return parse(f"{HEAD}parties: {{{code}: [{{{entry}}}]}}", PartiesFile, name="file.yaml")


def bodies(entry: str) -> BodiesFile:
    return parse(f"{HEAD}bodies: [{{{entry}}}]", BodiesFile, name="file.yaml")


def test_our_files_keep_to_their_schema_and_no_id_stands_twice() -> None:
    found = curated.load()

    assert len(found.bodies) > 250
    assert sum(any(lang == "zh" for _, lang in one.names) for _, one in found.parties) > 500


def test_every_parent_of_ours_is_there() -> None:
    found = curated.load()
    known = {body.actor_id for body in found.bodies}
    known |= {f"partyfacts:{party.id}" for _, party in found.parties}

    assert {body.parent for body in found.bodies} - {None} <= known


def test_no_two_entries_of_a_country_are_usually_called_the_same() -> None:
    seen: dict[tuple[str | None, str], str] = {}
    for country, party in curated.load().parties:
        first = next(name for name, lang in party.names if lang == "en")
        assert seen.setdefault((country, first), str(party.id)) == str(party.id), first
    for body in curated.load().bodies:
        first = next(name for name, lang in body.names if lang == "en")
        assert seen.setdefault((body.country, first), body.id) == body.id, first


def test_organs_of_one_party_states_say_since_when_they_belong_to_the_state() -> None:
    states = {"CN", "VN", "LA", "KP", "CU"}
    organs = [one for one in curated.load().bodies if one.kind == "party_organ"]

    assert all(one.state_linked for one in organs if one.country in states)
    assert not any(one.state_linked for one in organs if one.country not in states)


def test_a_party_of_ours_governs_alone_only_in_a_one_party_state() -> None:
    governing = {
        country: [span.to for span in party.governing]
        for country, party in curated.load().parties
        if party.governing
    }

    assert {country for country, ends in governing.items() if None in ends} == {
        "CN", "VN", "LA", "KP", "CU", "ER",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("id: 1, zh: 党", "no name in English"),
        ("id: 1, en: P, ru: Partiya", "'Partiya' is not written in that language's script"),
        ("id: 1, en: P, zh: [党, Dang]", "'Dang' is not written in that language's script"),
        ("id: 1, en: P, wikidata: 12", "wikidata"),
        ("id: 1, en: P, govening: []", "'govening' is neither a field nor a language"),
        ("id: 1, en: [P, P]", "the same name twice"),
        ("id: 1, en: {a: b}", "en: a name, or a list of names"),
        ("id: 0, en: P", "greater than 0"),
        ("id: 1, en: P, source: somewhere", "source"),
        ("id: 1, en: P, governing: [{from: 2001-01-01}]", "to"),
        ("id: 1, en: P, governing: [{from: 2001-01-01, to: 2000-01-01}]", "lies before 'from'"),
    ],
)
def test_an_entry_that_contradicts_the_schema_is_refused_with_its_place(
    entry: str, why: str
) -> None:
    with pytest.raises(Misconfigured) as found:
        parties(entry)

    assert "file.yaml" in str(found.value)
    assert why in str(found.value)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("id: x, kind: club, en: X", "kind"),
        ("id: X Y, kind: party, en: X", "id"),
        ("id: x, kind: other, country: UK, en: X", "'UK' is no ISO 3166-1 alpha-2 code"),
        ("id: x, kind: other, parent: somebody, en: X", "parent"),
    ],
)
def test_a_body_that_contradicts_the_schema_is_refused(entry: str, why: str) -> None:
    with pytest.raises(Misconfigured) as found:
        bodies(entry)

    assert why in str(found.value)


def test_a_country_that_yaml_reads_as_no_is_refused() -> None:
    with pytest.raises(Misconfigured, match="parties"):
        parties("id: 1, en: P", code="NO")


def test_a_file_says_on_what_it_rests() -> None:
    with pytest.raises(Misconfigured, match="confidence"):
        parse("edition: 2026-01-01\nparties: {}", PartiesFile, name="file.yaml")


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(Misconfigured, match=r"file\.yaml: not YAML"):
        parse("parties: [", PartiesFile, name="file.yaml")
