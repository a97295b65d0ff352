"""How names of actors are read, held against records, and decided."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared.domain import spelling
from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.aligning import likeness
from interparty_shared.domain.resolving.cleaning import mended
from interparty_shared.domain.resolving.comparing import Matcher, Query
from interparty_shared.domain.resolving.deciding import ACCEPT, DOUBT, MARGIN, Resolution, decide
from interparty_shared.domain.resolving.gazetteer import Gazetteer
from interparty_shared.domain.resolving.romanise import latin
from interparty_shared.domain.resolving.sounding import alike, skeleton, sounds_alike
from interparty_shared.reference import lexicon

MATCHER = Matcher(lexicon.load())
WORDS = st.sampled_from(
    "Party People's Democratic Communist Union Front Nauman Adenauer Stiftung Foundation Youth New of the"
    " Nepal Ghana (Marxist) SWAPO Liberation Movement Partido Socialista Народная партия 人民党 津巴布韦"
    " 民主 حزب الشعب जनता 자유 Kerala 26 Ministry Embassy Office".split()
)
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
COUNTRIES = st.sampled_from(["NP", "GH", "DE", None])
RECORDS = st.builds(
    ActorRecord,
    id=st.sampled_from("abcdefgh"),
    kind=st.just("party"),
    country=COUNTRIES,
    names=st.lists(NAMES, min_size=1, max_size=3).map(tuple),
)


def record(id_: str, *names: str, country: str | None = "DE", kind: str = "party") -> ActorRecord:
    return ActorRecord(id_, kind, country, names)


def score(query: str, *names: str, country: str | None = "DE") -> float:
    found = MATCHER.compare(Query(query, None, country), record("1", *names, country=country))
    return found.score if found else 0.0


def concepts(name: str) -> list[set[str]]:
    return [set(unit.concepts) for unit in MATCHER.reader.read(name).forms[0].units]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Народно", "narodno"),
        ("Κόμμα", "komma"),
        ("जनता", "janata"),
        ("노동당", "nodongdang"),
        ("ロシア", "rosia"),
        ("حزب", "hzb"),
        ("Müller", "muller"),
    ],
)
def test_words_of_any_script_are_written_in_latin_letters(name: str, said: str) -> None:
    assert [latin(word) for word in spelling.words(name)] == [said]


def test_a_foreign_name_sounds_alike_through_chinese_characters() -> None:
    assert skeleton("mosangbike") == skeleton("mozambique")
    assert sounds_alike(skeleton("molaweiya"), skeleton("moravia")) > 0


@given(
    st.text("abcdefghijklmnopqrstuvwxyz", max_size=12),
    st.text("abcdefghijklmnopqrstuvwxyz", max_size=12),
)
def test_likeness_of_words_is_the_same_from_either_side(a: str, b: str) -> None:
    assert alike(a, b) == alike(b, a)
    assert sounds_alike(skeleton(a), skeleton(b)) == sounds_alike(skeleton(b), skeleton(a))


def test_a_german_compound_is_read_as_its_parts() -> None:
    assert concepts("Sozialdemokratische Volkspartei") == [
        {"social"},
        {"democrat"},
        {"people"},
        {"party"},
    ]


def test_a_chinese_name_is_cut_into_words_and_abbreviations() -> None:
    assert concepts("老挝人革党") == [{"@LA"}, {"people"}, {"revolution"}, {"party"}]


def test_traditional_and_simplified_characters_are_read_alike() -> None:
    assert concepts("愛爾蘭工黨") == concepts("爱尔兰工党")


@pytest.mark.parametrize(
    "name",
    [
        "Communist Party of Nepal",
        "Kommunistische Partei Nepals",
        "Partido Comunista de Nepal",
        "Коммунистическая партия Непала",
        "尼泊尔共产党",
        "네팔 공산당",
        "Đảng Cộng sản Nepal",
        "حزب کمونیست نپال",
    ],
)
def test_one_party_is_known_in_many_languages(name: str) -> None:
    assert score(name, "Communist Party of Nepal", country="NP") >= ACCEPT


def test_the_features_say_what_was_compared() -> None:
    found = MATCHER.compare(
        Query("KAS", None, "DE"), record("1", "Konrad-Adenauer-Stiftung", "KAS")
    )

    assert found is not None
    assert [one.name for one in found.features] == ["name", "country", "kind", "day"]
    assert found.features[0].candidate == "KAS"


def test_an_acronym_may_be_made_of_initials() -> None:
    assert score("KAS", "Konrad-Adenauer-Stiftung") >= ACCEPT


def test_records_of_another_country_are_not_meant() -> None:
    assert (
        MATCHER.compare(
            Query("Labour Party", None, "NZ"), record("1", "Labour Party", country="GB")
        )
        is None
    )


def test_two_that_fit_alike_are_ambiguous_and_both_are_shown() -> None:
    known = Gazetteer([record("a", "Labour Party"), record("b", "Labour Party")], lexicon.load())

    found = known.resolve(Query("Labour Party", None, "DE"))

    assert (found.verdict, [one.record.id for one in found.items]) == ("ambiguous", ["a", "b"])
    assert found.matched == ()


def test_thresholds_are_in_order() -> None:
    assert 0 < MARGIN < ACCEPT - DOUBT < ACCEPT < 1


@settings(max_examples=150)
@given(NAMES, RECORDS, COUNTRIES)
def test_whatever_may_be_accepted_shares_a_key(
    name: str, held: ActorRecord, country: str | None
) -> None:
    found = MATCHER.compare(Query(name, "party", country), held)

    if found is not None and found.score >= DOUBT:
        assert MATCHER.blocking_keys(name, kind="party") & MATCHER.record_keys(held)


@settings(max_examples=100)
@given(NAMES)
def test_a_record_is_found_by_its_own_name(name: str) -> None:
    found = MATCHER.compare(Query(name, "party", "NP"), record("1", name, country="NP"))

    assert found is not None
    assert found.score == 1.0


@given(NAMES)
def test_keys_of_a_name_are_few(name: str) -> None:
    forms = MATCHER.reader.read(name).forms

    assert 1 <= len(MATCHER.blocking_keys(name, kind="party")) <= 16 * len(forms)


@settings(max_examples=40)
@given(st.lists(RECORDS, max_size=6), NAMES, COUNTRIES)
def test_the_order_of_records_changes_nothing(
    held: list[ActorRecord], name: str, country: str | None
) -> None:
    query = Query(name, None, country)
    one_way, other_way = (Gazetteer(records, lexicon.load()) for records in (held, held[::-1]))

    assert one_way.resolve(query) == other_way.resolve(query)


@settings(max_examples=40)
@given(st.lists(RECORDS, max_size=5), st.lists(RECORDS, max_size=5), NAMES)
def test_records_that_share_no_key_change_nothing(
    held: list[ActorRecord], others: list[ActorRecord], name: str
) -> None:
    query = Query(name, "party", "NP")
    keys = MATCHER.blocking_keys(name, kind="party")
    far = [one for one in others if not keys & MATCHER.record_keys(one)]

    def verdict(records: list[ActorRecord]) -> Resolution:
        scored = (MATCHER.compare(query, one) for one in records if keys & MATCHER.record_keys(one))
        return decide(one for one in scored if one is not None)

    every = (MATCHER.compare(query, one) for one in [*held, *far])
    assert decide(one for one in every if one is not None) == verdict(held)
    assert verdict([*held, *far]) == verdict(held)


@pytest.mark.parametrize(
    "name", ["Konrad-Adenauer-Stiftung", "Communist Party of Nepal", "Embassy of Finland"]
)
@pytest.mark.parametrize(
    "changed",
    [
        str.upper,
        str.lower,
        lambda name: f"{name} Ltd",
        lambda name: f"«{name}».",
        lambda name: f"The {name}",
    ],
)
def test_case_punctuation_and_legal_forms_change_nothing(
    name: str, changed: Callable[[str], str]
) -> None:
    country, kind = {
        "K": ("DE", "party_foundation"),
        "C": ("NP", "party"),
        "E": ("FI", "embassy"),
    }[name[0]]
    held = record("1", name, country=country, kind=kind)

    found = MATCHER.compare(Query(changed(name), None, country), held)

    assert found is not None
    assert found.score >= 0.97


def test_a_party_that_had_ended_yields_to_the_one_that_was_there() -> None:
    old = ActorRecord("old", "party", "DE", ("Party A",), existed=(None, date(1990, 1, 1)))
    young = ActorRecord("young", "party", "DE", ("Party A",), existed=(date(1995, 1, 1), None))
    known = Gazetteer([old, young], lexicon.load())

    found = known.resolve(Query("Party A", None, "DE", date(2020, 1, 1)))

    assert [one.record.id for one in found.matched] == ["young"]


def test_a_very_long_name_is_read_in_part_and_quickly() -> None:
    assert score("Party " * 5_000, "Labour Party") < ACCEPT


@given(
    NAMES,
    NAMES,
    COUNTRIES,
    st.floats(0.61, 1.0),
)
def test_what_is_left_early_is_not_near_enough(
    one: str, other: str, country: str | None, least: float
) -> None:
    reader = MATCHER.reader
    for ours in reader.read(one).forms:
        for theirs in reader.read(other).forms:
            told = likeness(ours, theirs, country)
            early = likeness(ours, theirs, country, least)
            assert early == told or told.score < least


@given(
    st.text("abcdeéimnrst", min_size=4, max_size=12),
    st.text("abcdeéimnrst", min_size=4, max_size=12),
)
def test_words_that_are_left_early_are_not_alike(a: str, b: str) -> None:
    near = spelling.jaro_winkler(a, b)

    assert alike(a, b) in {0.0, near, 1.0}
    assert alike(a, b) > 0 or near < 0.88 or min(len(a), len(b)) == 4 or _far(a, b)


def _far(a: str, b: str) -> bool:
    return abs(len(a) - len(b)) > max(len(a), len(b)) // 2


def test_what_was_read_in_a_wrong_encoding_is_mended() -> None:
    assert mended("Stiftung fÃ¼r die Freiheit") == "Stiftung für die Freiheit"
    assert mended("São Tomé, Î") == "São Tomé, Î"
