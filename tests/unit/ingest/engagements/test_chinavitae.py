"""Engagements as China Vitae told them: the list form, sentences of the news, events under several rows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.engagements.chinavitae import SOURCE, offices
from interparty_ingest.sources.engagements.chinavitae.reader import COLUMNS
from interparty_ingest.sources.rows import Row
from tests.support.engagement_rows import read, who

LEADER = "Leader L"
HEADLINE = "a headline or remark: no verb of meeting or telephoning"
NOBODY = "a sentence of the news: nobody is named beside an office"
AT = " (Beijing Municipality)"
LIST = "Leader L was in Beijing Municipality and met with the following: "


def row(text: str, country: str = "Norway", day: str = "2031-05-06") -> Row:
    (found,) = read(SOURCE, f'{",".join(COLUMNS)}\n{day},{LEADER},{country},"{text}"\n')
    return found


def the_other(text: str, country: str = "Norway") -> dict[str, Any]:
    (made,) = row(text, country).made
    return dict(made.data["participants"][1])


def test_a_list_has_those_who_were_met_and_those_who_attended() -> None:
    found = row(
        f"{LIST}Ann A (Norwegian Foreign Minister) Bo B (Norwegian Minister of Trade) "
        "Others Attending: Chen Example, Du Example"
    )
    (made,) = found.made
    assert made.data["channel"] == "meeting"
    assert made.data["place"] == {"country": "CN", "city": "Beijing"}
    assert [(one["name"], one["country"], one["role"]) for one in who(found)] == [
        ("Leader L", "CN", "host"),
        ("Ann A", "NO", "guest"),
        ("Bo B", "NO", "guest"),
        ("Chen Example", "CN", "attendee"),
        ("Du Example", "CN", "attendee"),
    ]


def test_people_of_several_countries_were_met_by_the_chinese_side_and_not_said_to_have_met() -> (
    None
):
    found = row(
        f"{LIST}Ann A (Norwegian Foreign Minister) Bo B (President of Togo (TG)) "
        "Cy C (Norwegian Minister of Trade) Di D (an unknown office)"
    )
    sides = [[one["name"] for one in made.data["participants"]] for made in found.made]

    assert sides == [["Leader L", "Ann A", "Cy C"], ["Leader L", "Bo B"], ["Leader L", "Di D"]]
    assert len({made.id for made in found.made}) == 3


def test_the_one_who_receives_at_home_is_the_host_and_a_third_is_nobody_s_host() -> None:
    found = row(
        "Leader L travelled to Norway, Oslo and met with the following: "
        "Ann A (Norwegian Foreign Minister) Bo B (President of Togo)"
    )
    of_oslo, of_togo = (made.data for made in found.made)
    assert of_oslo["place"] == of_togo["place"] == {"country": "NO", "city": "Oslo"}
    assert [one.get("role") for one in of_oslo["participants"]] == [None, "host"]
    assert [one.get("role") for one in of_togo["participants"]] == [None, None]


@pytest.mark.parametrize(
    ("text", "channel", "name", "office"),
    [
        (
            f"Leader Li met with Ann A, Norwegian Foreign Minister.{AT}",
            "meeting",
            "Ann A",
            "minister",
        ),
        (
            f"met with Ann A, Chairman of Norway's Ruling Example Party{AT}",
            "meeting",
            "Ann A",
            "party_leader",
        ),
        (
            "Leader Li held talks with Norwegian Prime Minister Ann de A. (Norway, Oslo)",
            "meeting",
            "Ann de A",
            "head_of_government",
        ),
        (
            f"Leader Li had a phone conversation with Norwegian Foreign Minister Ann A on trade.{AT}",
            "communication",
            "Ann A",
            "minister",
        ),
        (
            f"Leader Li exchanged views with US Secretary of State Ann A over telephone.{AT}",
            "communication",
            "Ann A",
            "minister",
        ),
    ],
)
def test_a_sentence_of_the_news_is_read_where_an_office_stands_beside_a_name(
    text: str, channel: str, name: str, office: str
) -> None:
    (made,) = row(text).made
    assert made.data["channel"] == channel
    assert (made.data["participants"][1]["name"], made.data["participants"][1]["office"]) == (
        name,
        office,
    )


@pytest.mark.parametrize(
    ("office", "country", "held", "party"),
    [
        ("President of the Republic of Togo", "TG", "head_of_state", ""),
        ("Kazakh President", "KZ", "head_of_state", ""),
        ("Vice President of Iran", "IR", "", ""),
        ("President of the Hungarian National Assembly", "HU", "member_of_parliament", ""),
        ("President of the 62nd session of the UN General Assembly", "", "", ""),
        ("President of Japan-China Economic Association", "JP", "", ""),
        ("Former German Chancellor", "DE", "former_office_holder", ""),
        ("Deputy Prime Minister of Turkey", "TR", "minister", ""),
        ("Deputy Foreign Minister of Armenia", "AM", "", ""),
        ("Advisor to Pakistan's Prime Minister", "PK", "", ""),
        ("Premier of British Columbia", "CA", "", ""),
        ("U.S. Senator", "US", "member_of_parliament", ""),
        ("Iranian Ambassador to China", "IR", "diplomat", ""),
        (
            "Chairman of the Workers' Party of Korea",
            "KP",
            "party_leader",
            "Workers' Party of Korea",
        ),
        ("Vietnamese Communist Party Leader", "VN", "party_leader", "Vietnamese Communist Party"),
        (
            "Representative of the Japanese Komei Party",
            "JP",
            "party_official",
            "Japanese Komei Party",
        ),
        ("Dominican Foreign Minister", "", "minister", ""),
    ],
)
def test_an_office_says_country_office_and_party(
    office: str, country: str, held: str, party: str
) -> None:
    found = offices.read(office)
    assert (found.country, found.office, found.party) == (country, held, party)


def test_who_came_alone_to_china_is_of_the_country_that_the_row_is_filed_under() -> None:
    assert the_other(f"{LIST}Ann A (Dominican Foreign Minister)", "Dominica")["country"] == "DM"
    abroad = (
        "Leader L travelled to Norway, Oslo and met with the following: Ann A (Foreign Minister)"
    )
    assert "country" not in the_other(abroad, "Norway")


def test_an_event_under_several_rows_is_one_engagement() -> None:
    text = f"{LIST}Ann A (Norwegian Foreign Minister) Bo B (President of Togo)"
    table = f"{','.join(COLUMNS)}\n" + "".join(
        f"2031-05-0{day},{leader},{country},{text}\n"
        for day, leader, country in (
            (6, "Leader L", "Norway"),
            (6, "Leader L", "Togo"),
            (6, "Leader M", "Togo"),
            (7, "Leader L", "Togo"),
        )
    )
    first, second, third, other_day = read(SOURCE, table)
    assert first.made
    assert other_day.made
    assert second.refused == third.refused
    assert second.refused.startswith("told by a row before")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Leader L travelled to Norway, Oslo", "a journey, and nobody who was met"),
        ("China, Norway sign 8 deals (Norway, Oslo)", HEADLINE),
        (f"Leader Li met with members of seven friendship organizations.{AT}", NOBODY),
        (f"{LIST}Ann A (Wife of Xi Jinping)", "no foreign counterpart is named"),
        (f"{LIST}Ann A (Chinese Foreign Minister)", "no foreign counterpart is named"),
        ("", HEADLINE),
    ],
)
def test_what_tells_of_no_engagement_is_refused_with_its_reason(text: str, why: str) -> None:
    assert row(text).refused == why


def test_a_row_without_a_day_is_refused() -> None:
    assert row(f"{LIST}Ann A (King of Spain)", day="May 2031").refused == "no date"


PARTS = st.sampled_from(
    [
        LIST,
        "Leader L ",
        "travelled to ",
        "met with ",
        "Ann A",
        " (",
        ")",
        ", ",
        "President of ",
        "Togo",
        " phone ",
        "held talks with ",
        "Others Attending: ",
        "(Beijing Municipality)",
        "Party ",
        "Norwegian ",
        ".",
        " and ",
    ]
)


@given(st.lists(PARTS | st.text("abAB ,.()'é", max_size=6), max_size=12).map("".join))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    row(text)
