"""Who governed when: what ParlGov and WhoGov make certain, and not a day more."""

from datetime import date

import pytest

from interparty_embedded.gazetteer import parlgov, parties, whogov
from interparty_embedded.gazetteer.drafts import Drafts
from interparty_embedded.gazetteer.files import Row
from interparty_embedded.gazetteer.parlgov import Tables
from interparty_embedded.gazetteer.report import PARLGOV, WHOGOV, Report
from tests.support.open_data import cabinet, former, minister, parlgov_party, party, tables


def drafts(*rows: Row) -> Drafts:
    found: Drafts = {}
    parties.take_parties(rows, found, Report())
    return found


def spans(found: Drafts, number: int) -> list[tuple[str, str]] | None:
    governing = found[f"partyfacts:{number}"].governing
    return governing and [(str(first), str(last)) for first, last in governing.spans]


def governed(given: Tables, *rows: Row) -> tuple[Drafts, Report]:
    found, report = drafts(*(rows or (party(1), party(2)))), Report()
    parlgov.take(given, found, report)
    return found, report


BOTH = (parlgov_party(1), parlgov_party(2))


def test_a_cabinet_lasts_until_the_day_before_the_next_and_the_newest_is_known_to_have_begun() -> (
    None
):
    given = tables(BOTH, [cabinet(7, "2015-05-01"), cabinet(8, "2019-06-10")], [(7, 1), (8, 2)])
    found, _ = governed(given)

    assert spans(found, 1) == [("2015-05-01", "2019-06-09")]
    assert spans(found, 2) == [("2019-06-10", "2019-06-10")]


def test_no_day_is_claimed_on_which_a_party_did_not_govern() -> None:
    given = tables(BOTH, [cabinet(7, "2015-05-01"), cabinet(8, "2019-06-10")], [(7, 1)])
    found, _ = governed(given)

    first = found["partyfacts:1"].governing
    assert first is not None
    assert first.known == first.spans == ((date(2015, 5, 1), date(2019, 6, 9)),)
    assert found["partyfacts:2"].governing is None


def test_cabinets_in_a_row_are_one_span_caretakers_too_and_others_leave_a_gap() -> None:
    dates = ("2010-01-01", "2011-01-01", "2012-01-01", "2013-01-01", "2014-01-01")
    given = tables(
        BOTH,
        [cabinet(n, day, caretaker="1" if n == 1 else "0") for n, day in enumerate(dates)],
        [(0, 1), (1, 1), (2, 2), (3, 1), (4, 2)],
    )
    found, _ = governed(given)

    assert spans(found, 1) == [("2010-01-01", "2011-12-31"), ("2013-01-01", "2013-12-31")]


def test_cabinets_of_one_country_do_not_end_those_of_another() -> None:
    given = tables(
        BOTH, [cabinet(1, "2010-01-01"), cabinet(2, "2011-01-01", country=2), cabinet(3, "2014-01-01")],
        [(1, 1)],
    )  # fmt: skip
    found, _ = governed(given)

    assert spans(found, 1) == [("2010-01-01", "2013-12-31")]


def test_what_lies_before_1950_is_left_out_and_counted() -> None:
    given = tables(
        BOTH, [cabinet(1, "1930-01-01"), cabinet(2, "1933-01-01"), cabinet(3, "1953-01-01")],
        [(1, 1), (2, 2)],
    )  # fmt: skip
    found, report = governed(given)

    assert spans(found, 1) is None
    assert spans(found, 2) == [("1950-01-01", "1952-12-31")]
    assert report.notes[PARLGOV, "a cabinet that ended before 1950"] == 1


def test_a_party_that_fits_none_or_several_is_counted_and_its_cabinets_with_it() -> None:
    given = tables(
        [parlgov_party(1), parlgov_party(9), parlgov_party(2, name_short="none")],
        [cabinet(1, "2010-01-01")],
        [(1, 9), (1, 2)],
    )
    found, report = governed(given)

    assert [draft.governing for draft in found.values()] == [None, None]
    assert report.refused[PARLGOV, "fits no party"] == 1
    assert report.refused[PARLGOV, "no party, by its short name"] == 1
    assert report.notes[PARLGOV, "a part in a cabinet of a party that was not linked"] == 2


def test_two_names_make_a_pair_and_a_page_with_none_does_not() -> None:
    page = "https://en.wikipedia.org/wiki/Party_of_One"
    rows = (party(1, wikipedia=page), party(2))
    alone = parlgov_party(3, wikipedia="http://en.wikipedia.org/wiki/Party_of%20One")
    with_name = alone | {"name_short": "P1"}

    assert "parlgov" not in governed(tables([alone]), *rows)[0]["partyfacts:1"].ids
    assert governed(tables([with_name]), *rows)[0]["partyfacts:1"].ids["parlgov"] == "1003"


def test_of_namesakes_the_one_that_did_not_end_is_meant_and_of_two_such_none() -> None:
    ended = party(1, year_last="1960")
    living = party(2, name="Partei 1", name_english="Party 1", name_short="P1")

    found, _ = governed(tables([parlgov_party(1)]), ended, living)
    assert "parlgov" not in found["partyfacts:1"].ids
    assert found["partyfacts:2"].ids["parlgov"] == "1001"

    found, report = governed(tables([parlgov_party(1)]), party(1), living)
    assert "parlgov" not in {scheme for draft in found.values() for scheme in draft.ids}
    assert report.refused[PARLGOV, "fits several parties"] == 1


def test_links_say_which_party_is_meant_whatever_its_names() -> None:
    found, report = drafts(party(1), party(2)), Report()
    rows = [
        {"dataset_key": "parlgov", "dataset_party_id": "1009", "partyfacts_id": "2.0"},
        {"dataset_key": "manifesto", "dataset_party_id": "1009", "partyfacts_id": "1"},
        {"dataset_key": "parlgov", "dataset_party_id": "1008", "partyfacts_id": ""},
    ]
    links = parlgov.linked_by(rows, report)
    given = tables([parlgov_party(9)], [cabinet(1, "2010-01-01")], [(1, 9)])
    parlgov.take(given, found, report, links)

    assert links == {"1009": "2"}
    assert spans(found, 2) == [("2010-01-01", "2010-01-01")]


def test_former_names_are_names() -> None:
    found, _ = governed(tables(BOTH, names=[former(1, "Alte\nPartei"), former(9, "Andere")]))

    said = {one.name for one in found["partyfacts:1"].names}
    assert {"Partei 1", "Alte Partei"} <= said


def taken(row: Row, better: frozenset[str] = frozenset()) -> tuple[Drafts, Report]:
    found, report = drafts(party(1)), Report()
    whogov.take([row], found, better, report)
    return found, report


def test_ministers_in_each_july_make_it_certain_from_the_first_to_the_last() -> None:
    found, _ = taken(minister(1, 2001, 2016, 16))

    assert spans(found, 1) == [("2001-07-31", "2016-07-01")]
    governing = found["partyfacts:1"].governing
    assert governing is not None
    assert governing.known == governing.spans


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (minister(1, 2001, 2016, 15), "had no minister in some of the years between"),
        (minister(1, 2001, 2001, 1), "had ministers in one July only"),
        (minister(9, 2001, 2016, 16), "of no party that was taken"),
        (minister(1, 2001, 2016, 16) | {"year_last": ""}, "no year"),
    ],
)
def test_what_is_not_certain_is_left_out_with_its_reason(row: Row, why: str) -> None:
    found, report = taken(row)

    assert found["partyfacts:1"].governing is None
    assert report.refused == {(WHOGOV, why): 1}


def test_where_parlgov_knows_more_whogov_is_not_asked() -> None:
    found, report = taken(minister(1, 2001, 2016, 16), frozenset({"AT"}))

    assert found["partyfacts:1"].governing is None
    assert report.refused == {(WHOGOV, "of a country of which ParlGov knows more"): 1}
