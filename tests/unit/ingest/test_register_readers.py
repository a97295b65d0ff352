"""Registers' files as they are published, in all their forms, as disclosures."""

import io
from collections.abc import Iterator
from datetime import date

import orjson
import pytest

from interparty_ingest.sources.registers import gb_commons, us_fara
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.rows import BrokenFile, Reader, Row
from interparty_shared.wire.events import DisclosureData
from tests.support.register_server import interest

OLD = (
    "ID,Parent Interest ID,Summary,Registration Date,Published Date,Category,Member,MNIS ID,"
    "VisitLocations_1_Country,VisitLocations_1_Destination,Purpose,StartDate,EndDate,"
    "Donors_1_Name,Donors_1_IsPrivateIndividual,Donors_1_Value,Donors_2_Name,Donors_2_Value\r\n"
)
NEW = (
    "ID,Summary,Registered,Published,Updated_1,Category,MNIS ID,Member,Purpose,StartDate,EndDate,"
    "VisitLocations_Country_1,Donors_Name_1,Donors_Value_1\r\n"
)
GIFTS = (
    "ID,Summary,Registered,Published,Category,MNIS ID,Member,PaymentType,PaymentDescription,Value,"
    "ReceivedDate,ReceivedEndDate,DonorName,DonorStatus,DonorOtherDetails\r\n"
)
BETWEEN = "International visit to Belgium between 17 April 2026 and 19 April 2026"
FARA = (
    "Foreign Principal Termination Date,Foreign Principal,Foreign Principal Registration Date,"
    "Country/Location Represented,Registration Number,Registrant Date,Registrant Name\n"
)


def rows(read: Reader, text: str | bytes, *, encoding: str = "utf-8") -> list[Row]:
    """Return the rows of a file, what is made of each held against the contract."""
    body = text if isinstance(text, bytes) else text.encode(encoding)
    found: Iterator[Row] = read(io.BytesIO(body))
    listed = list(found)
    for row in listed:
        for made in row.made:
            DisclosureData.model_validate_json(orjson.dumps(made.data))
    return listed


def test_visits_of_the_first_generation_of_columns() -> None:
    (row,) = rows(
        gb_commons.read_csv,
        "\ufeff" + OLD + f"77,,{BETWEEN},04/05/2026,05/05/2026,Visits outside the UK,Member A,4066,"
        "Belgium,Brussels,Congress,17/04/2026,19/04/2026,Party A,FALSE,400.5,Person B,45\r\n",
    )

    assert row.key == "77"
    assert row.made[0].data == {
        "register": "gb-commons",
        "record_id": "77",
        "filer": {
            "name": "Member A",
            "kind": "politician",
            "country": "GB",
            "office": "member_of_parliament",
            "chamber": "commons",
            "ids": {"gb-mnis": "4066"},
        },
        "counterparts": [{"name": "Party A"}, {"name": "Person B"}],
        "channel": "visit",
        "occurred": {"from": "2026-04-17", "to": "2026-04-19"},
        "filed": "2026-05-04",
        "published": "2026-05-05",
        "value": {"amount": "445.50", "currency": "GBP"},
        "place": {"country": "BE", "city": "Brussels"},
        "purpose": "Congress",
        "url": "https://interests-api.parliament.uk/api/v1/Interests/77",
    }
    assert orjson.loads(row.raw)["Registration Date"] == "04/05/2026"


def test_empty_dates_are_read_from_the_summary_and_later_columns_say_the_same() -> None:
    (row,) = rows(
        gb_commons.read_csv,
        NEW + f"77,{BETWEEN},2026-05-04,2026-05-05,,Visits outside the UK,4066,Member A,Congress,,,"
        "Utopia,Party A,445.50\r\n",
    )

    data = row.made[0].data
    assert data["occurred"] == {"from": "2026-04-17", "to": "2026-04-19"}
    assert (data["filed"], data["value"]["amount"]) == ("2026-05-04", "445.50")
    assert "place" not in data
    assert row.unknown == ("place: Utopia",)


def test_the_interface_says_of_a_visit_what_the_files_say() -> None:
    item = interest(77)
    (row,) = rows(gb_commons.read_json, orjson.dumps([item]))
    page = {"totalResults": 1, "items": [item]}

    assert row.made[0].data["counterparts"] == [{"name": "Party A"}]
    assert row.made[0].data["occurred"] == {"from": "2026-04-17", "to": "2026-04-19"}
    assert row.made[0].data["filer"]["ids"] == {"gb-mnis": "4066"}
    assert orjson.loads(row.raw) == item
    assert rows(gb_commons.read_json, orjson.dumps(page)) == [row]


@pytest.mark.parametrize(
    ("payment", "what", "channel"),
    [
        ("In kind", "Two tickets with hospitality", "hospitality"),
        ("Monetary", "For the office", "donation"),
        ("In kind", "Nine backpacks", None),
    ],
)
def test_gifts_have_the_channel_that_their_own_words_say(
    payment: str, what: str, channel: str | None
) -> None:
    (row,) = rows(
        gb_commons.read_csv,
        GIFTS + "9,Party A - £310.45,2026-08-10,2026-08-11,"
        f"Gifts and benefits from sources outside the UK,4066,Member A,{payment},{what},310.45,"
        "2026-07-23,,Party A,Other,Political Party\r\n",
    )

    data = row.made[0].data
    assert data.get("channel") == channel
    assert data["counterparts"] == [{"name": "Party A", "kind": "party"}]
    assert data["occurred"] == {"from": "2026-07-23"}


def test_other_categories_are_no_disclosures_and_a_member_without_name_is_refused() -> None:
    line = "{},x,2026-05-04,2026-05-05,,{},4066,{},Congress,,,Belgium,Party A,445.50\r\n"
    other, nobody = rows(
        gb_commons.read_csv,
        NEW + line.format(1, "Shareholdings", "A") + line.format(2, "Visits outside the UK", ""),
    )

    assert (other.made, other.refused) == ((), "")
    assert (nobody.refused, nobody.day) == ("no member is named", date(2026, 5, 4))


@pytest.mark.parametrize(
    ("read", "body", "says"),
    [
        (gb_commons.read_csv, "<!DOCTYPE html>\n", "found: '<!DOCTYPE html>'"),
        (
            gb_commons.read_csv,
            NEW.replace("Registered", "Filed") + "\r\n",
            "whose first line names registered;",
        ),
        (gb_commons.read_csv, NEW.replace("Published", "Member"), "names a column twice: 'Member'"),
        (gb_commons.read_csv, NEW + "77,x,2026-05-04", "was cut off"),
        (gb_commons.read_csv, NEW + '77,"x,2026-05-04\r\n', "line 2 is no CSV, or is cut off"),
        (gb_commons.read_csv, NEW + "seven,x\r\n", "line 2: a record whose id is no number"),
        (gb_commons.read_csv, NEW.encode() + b"77,\xff\r\n", "not UTF-8"),
        (gb_commons.read_json, "<html>", "expected JSON with a list 'items'"),
        (gb_commons.read_json, '[{"id": 1}]', "no entry"),
        (
            gb_commons.read_json,
            '{"items": [], "totalResults": 3}',
            "expected all 3 records; found one page with 0",
        ),
        (
            us_fara.read_csv,
            FARA.replace("Registrant Name", "Agent"),
            "whose first line names registrant;",
        ),
        (us_fara.read_json, "<html>", "expected JSON as the API gives it"),
        (us_fara.read_json, '{"A": {"ROW": [{"FP_NAME": "Party A"}]}}', "a row without number"),
    ],
)
def test_what_is_not_published_so_is_a_broken_file(
    read: Reader, body: str | bytes, says: str
) -> None:
    with pytest.raises(BrokenFile, match=says):
        rows(read, body)


def test_a_foreign_principal_is_a_registration_that_stands() -> None:
    stands, ended = rows(
        us_fara.read_csv,
        FARA + ',Party A,03/09/2022,"CÔTE D\'IVOIRE",7093,03/09/2022,Agent A\n'
        "05/01/2023,Party B,03/10/2022,TAIWAN,7093,03/09/2022,Agent A\n",
        encoding="iso-8859-1",
    )

    assert stands.made[0].data == {
        "register": "us-fara",
        "record_id": stands.key,
        "filer": {"name": "Agent A", "ids": {"us-fara": "7093"}},
        "counterparts": [{"name": "Party A", "country": "CI"}],
        "channel": "representation",
        "occurred": {"from": "2022-03-09"},
        "filed": "2022-03-09",
        "url": "https://efile.fara.gov/api/v1/ForeignPrincipals/json/Active/7093",
    }
    assert ended.made[0].data["occurred"] == {"from": "2022-03-10", "to": "2023-05-01"}


def test_keys_of_principals_are_the_same_in_every_form_and_equal_rows_are_numbered() -> None:
    said = ",Party  A,03/09/2022,TAIWAN,7093,03/09/2022,Agent A\n"
    first, second = rows(us_fara.read_csv, FARA + said + said)
    xml = (
        "<ROWSET><ROW><Foreign_principal>PARTY A</Foreign_principal>"
        "<Registration_number>7093</Registration_number>"
        "<FP_registration_date>03/09/2022</FP_registration_date>"
        "<Registrant_name>Agent A</Registrant_name></ROW></ROWSET>"
    )
    row = {
        "FP_NAME": "Party A",
        "REGISTRATION_NUMBER": 7093,
        "FP_REG_DATE": "03/09/2022",
        "REGISTRANT_NAME": "Agent A",
        "COUNTRY_NAME": "TAIWAN",
    }
    alone = orjson.dumps({"FOREIGNPRINCIPALS_ACTIVE": {"ROW": row}})
    listed = orjson.dumps({"FOREIGNPRINCIPALS_ACTIVE": {"ROW": [row]}})

    assert second.key == f"{first.key}-2"
    assert [one.key for one in rows(us_fara.read_xml, xml)] == [first.key]
    assert rows(us_fara.read_json, alone) == rows(us_fara.read_json, listed)
    assert [one.key for one in rows(us_fara.read_json, alone)] == [first.key]


def test_rows_whose_columns_are_shifted_are_refused_with_the_day_that_they_still_show() -> None:
    (row,) = rows(
        us_fara.read_csv,
        FARA + '12/01/2022,"Railways (R"") "," through Agent B""",10/12/2022,SAUDI ARABIA,3301,'
        "11/10/1981\n",
    )

    assert row.refused.startswith("columns are shifted")
    assert row.day == date(2022, 10, 12)


def test_an_end_before_the_beginning_stays_absent_and_is_counted() -> None:
    (row,) = rows(
        us_fara.read_csv, FARA + "01/01/1990,Party A,03/09/2022,TAIWAN,7093,03/09/2022,Agent A\n"
    )

    assert row.made[0].data["occurred"] == {"from": "2022-03-09"}
    assert row.unknown == ("the day on which it ended: it lies before the registration",)


@pytest.mark.parametrize("register", [gb_commons.GB_COMMONS, us_fara.US_FARA], ids=lambda r: r.id)
def test_coverage_never_reaches_beyond_the_day_of_the_edition(register: Register) -> None:
    day = date(2026, 8, 17)

    covered = register.covered(day)

    assert covered is not None
    assert covered.start < covered.end < day
