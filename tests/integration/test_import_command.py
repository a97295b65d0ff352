"""`interparty import`, `sync` and `registers`, posting to whatever takes events over HTTP."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import Said
from tests.support.register_server import RegisterServer, html, principals

HEADER = (
    "Foreign Principal Termination Date,Foreign Principal,Foreign Principal Registration Date,"
    "Country/Location Represented,Registration Number,Registrant Date,Registrant Name\n"
)
PARTY_A = ",Party A,03/09/2022,TAIWAN,7093,03/09/2022,Agent A\n"
PARTY_B = ",Party B,03/10/2022,TAIWAN,7093,03/09/2022,Agent A\n"
SHIFTED = ',"C (D"") "," through E""",10/12/2022,TAIWAN,3301,11/10/1981\n'


def file(folder: Path, *lines: str) -> Path:
    path = folder / "principals.csv"
    path.write_text(HEADER + "".join(lines), encoding="iso-8859-1")
    return path


def test_a_file_is_taken_in_and_the_same_file_again_says_nothing_new(
    tmp_path: Path, taking: RegisterServer, importing: Callable[..., Said]
) -> None:
    path = file(tmp_path, PARTY_A, PARTY_B)

    first = importing("import", "us-fara", path, "--edition", "2026-06-01T04:00Z")
    again = importing("import", "us-fara", path, "--edition", "2026-06-02")

    assert (first.code, first.err) == (0, "")
    assert "2 records read (2 new); 2 events accepted." in first.out
    assert "Filings known complete: 1942-01-01 to 2026-05-31." in first.out
    assert (again.code, "it is the one that we have" in again.out) == (0, True)
    assert [one["time"] for one in taking.posted] == ["2026-06-01T04:00:00Z"] * 3


def test_records_that_were_not_used_are_said_with_their_reason_and_end_with_1(
    tmp_path: Path, taking: RegisterServer, importing: Callable[..., Said]
) -> None:
    said = importing("import", "us-fara", file(tmp_path, PARTY_A, SHIFTED), "--json")

    report = json.loads(said.out)
    assert said.code == 1
    assert report["records"] == {"new": 1, "refused": 1}
    assert report["covered"] == [{"from": "1942-01-01", "to": "2022-10-11"}]
    assert report["uncovered"] == "records that could not be used: 1"


def test_a_broken_file_posts_nothing_and_the_failure_is_listed(
    tmp_path: Path, taking: RegisterServer, importing: Callable[..., Said]
) -> None:
    path = file(tmp_path, PARTY_A, PARTY_B.rstrip())

    said = importing("import", "us-fara", path)
    listed = importing("registers")
    facts = json.loads(importing("registers", "--json").out)

    assert said.code == 1
    assert "the last line does not end: the file was cut off." in said.err
    assert taking.posted == []
    assert "the file was cut off" in listed.out
    assert {one["register"]: one.get("failures") for one in facts}["us-fara"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("us-fra", "x.csv"), "No register is called 'us-fra'"),
        (("us-fara", "nowhere.csv"), "nowhere.csv cannot be read"),
        (("us-fara", "nowhere.csv", "--edition", "soon"), "--edition soon is no time"),
        (("us-fara", "nowhere.csv", "--edition", "2999-01-01"), "lies in the future"),
    ],
)
def test_a_wrong_call_is_a_sentence(
    importing: Callable[..., Said], arguments: tuple[str, ...], says: str
) -> None:
    said = importing("import", *arguments)

    assert (said.code, says in said.err) == (2, True), said


def test_a_register_is_asked_over_the_network_and_a_fault_is_told(
    taking: RegisterServer, importing: Callable[..., Said]
) -> None:
    taking.file = principals({})
    taking.faults = [html()]

    said = importing("sync", "us-fara", "--mirror", taking.url)

    assert said.code == 0, said
    assert "an HTML page in place of data; again in" in said.err
    assert "1 record read (1 new); 1 event accepted." in said.out


def test_a_register_that_publishes_no_table_can_only_be_imported(
    taking: RegisterServer, importing: Callable[..., Said]
) -> None:
    said = importing("sync", "au-interests", "--mirror", taking.url)

    assert said.code == 2
    assert "it can only be imported (`interparty import au-interests FILE`)" in said.err
    assert taking.asked == []
