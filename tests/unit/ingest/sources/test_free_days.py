"""Days in free text: what is certain is read, what is ambiguous is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources import free_days


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Study tour, 12-18 March 2017, all costs", "2017-03-12", "2017-03-18"),
        ("29 - 31 October 2018", "2018-10-29", "2018-10-31"),
        ("4-9 November, 2017", "2017-11-04", "2017-11-09"),
        ("from 20 January 2018 - 25 January 2018. Value", "2018-01-20", "2018-01-25"),
        ("23 rd June - 30 th June 2017", "2017-06-23", "2017-06-30"),
        ("31 January-3 February 2019", "2019-01-31", "2019-02-03"),
        ("from 28 December to 3 January 2017", "2016-12-28", "2017-01-03"),
        ("January 17-20, 2017", "2017-01-17", "2017-01-20"),
        ("October 10-13 2018", "2018-10-10", "2018-10-13"),
        ("January 30 - February 2, 2017", "2017-01-30", "2017-02-02"),
        ("Monday 30 July - Tuesday 31 July 2018", "2018-07-30", "2018-07-31"),
        ("2 - 11 Sept 2016", "2016-09-02", "2016-09-11"),
        ("13/5/2017 to 14/5/2017", "2017-05-13", "2017-05-14"),
        ("04/09/18 to 08/09/18", "2018-09-04", "2018-09-08"),
        ("on 31/8/2016", "2016-08-31", "2016-08-31"),
        ("30/10/16 flight", "2016-10-30", "2016-10-30"),
        ("1.5.2017", "2017-05-01", "2017-05-01"),
        ("on Saturday 2 nd March 2019.", "2019-03-02", "2019-03-02"),
        ("the 1st of May, 2017", "2017-05-01", "2017-05-01"),
        ("March 3, 2017", "2017-03-03", "2017-03-03"),
        ("22-25 January 2017, with a dinner on 23 January 2017", "2017-01-22", "2017-01-25"),
        ("on 23 January 2017, that is 23/1/2017", "2017-01-23", "2017-01-23"),
    ],
)
def test_one_span_of_days_is_read_in_every_form(text: str, start: str, end: str) -> None:
    assert free_days.only(text) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "August 2016",
        "31 October",
        "on Friday, 11 May",
        "membership until 2019",
        "5 April 2017 and 10 April 2017",
        "5 April and 10 April 2017",
        "16 & 23 September 2016",
        "2/1/2017, 8/1/2017 & 21/1/2017",
        "flight on 11 May, dinner on 23 June 2017",
        "12-18 March 2017, return on 21/03/2017",
        "18 March - 12 March 2017",
        "31 June 2017",
        "23 January 2017-3 February",
        "19/25 November 2017",
        "13/25/2017",
        "1 January 2017 - 30 December 2017",
        "version 1.2.34",
        "QF 2017",
    ],
)
def test_what_is_no_span_of_days_or_more_than_one_is_none(text: str) -> None:
    assert free_days.only(text) is None


def test_days_far_from_the_day_on_which_they_were_written_are_a_slip() -> None:
    written = date(2017, 2, 1)

    assert free_days.only("23 January 2017", near=written)
    assert free_days.only("23 April 2017", near=written)
    assert free_days.only("23 January 2071", near=written) is None
    assert free_days.only("23 January 2012", near=written) is None


days = st.dates(date(1950, 1, 1), date(2050, 1, 1))


@given(days, st.integers(0, 90), st.sampled_from(["-", " - ", " to ", " – ", " until "]))
def test_whatever_the_days_they_are_read_as_they_are_written(
    start: date, length: int, to: str
) -> None:
    end = start + timedelta(days=length)

    def named(day: date) -> str:
        return f"{day.day} {day:%B %Y}"

    assert free_days.only(f"Visit {named(start)}{to}{named(end)}.") == (start, end)
    figures = f"{start.day}/{start.month}/{start.year}{to}{end.day}/{end.month}/{end.year}"
    assert free_days.only(f"Visit {figures}") == (start, end)


@given(st.text(alphabet="0123456789 /-.,&tomarchJune sept¦()", max_size=60))
def test_whatever_a_text_says_its_days_are_in_order_or_none(text: str) -> None:
    found = free_days.only(text)

    assert found is None or (found.start <= found.end <= found.start + free_days.LONGEST)
