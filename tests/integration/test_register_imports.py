"""Each register that there is a reader for, imported edition after edition."""

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from interparty_ingest.sources.registers.known import REGISTERS
from interparty_shared.wire.events import EVENT
from tests.support.command import Said
from tests.support.register_server import RegisterServer, interest
from tests.unit.ingest.registers import test_au_interests as au
from tests.unit.ingest.registers import test_de_lobbyregister as de
from tests.unit.ingest.registers import test_eu_ep_meetings as ep
from tests.unit.ingest.registers import test_eu_transparency_register as tr
from tests.unit.ingest.registers import test_gb_electoral_commission as ec

Records = Sequence[tuple[int, str]]
"""Each with its number in the register, and what can be said otherwise of the same record."""

FIRST: Records = [(number, "A") for number in range(10)]
SECOND: Records = [(0, "B"), *((number, "A") for number in range(1, 9)), (10, "A")]
"""The first is said otherwise, the last is gone, and there is a new one."""

FARA = (
    "Foreign Principal Termination Date,Foreign Principal,Foreign Principal Registration Date,"
    "Country/Location Represented,Registration Number,Registrant Date,Registrant Name\n"
)


@dataclass(frozen=True)
class Case:
    register: str
    form: str
    file: Callable[[Records], bytes]
    gone: dict[str, int] = field(default_factory=dict)
    parting: Mapping[str, object] = field(default_factory=dict)
    """What the event of the record that is gone says."""
    covered: list[tuple[str, str]] = field(default_factory=list)
    uncovered: str = ""


def commons(records: Records) -> bytes:
    filed = {"registrationDate": "2026-05-27"}
    listed = [interest(n, publishedDate=f"2026-05-{27 + (x == 'B')}", **filed) for n, x in records]
    return json.dumps(listed).encode()


def fara(records: Records) -> bytes:
    lines = [
        f"{'05/01/2026' if said == 'B' else ''},Party {number},03/09/2022,TAIWAN,7093,03/09/2022,Agent A\n"
        for number, said in records
    ]
    return (FARA + "".join(lines)).encode("iso-8859-1")


def commission(records: Records) -> bytes:
    return ec.as_csv(
        *(ec.VISIT | {"ECRef": f"V{n}", "DonorName": f"Party {x}"} for n, x in records)
    )


def meetings(records: Records) -> bytes:
    numbers = {"A": "", "B": "996649622482-55"}
    return ep.export(
        *(f"Trade {n},257727,MEMBER Ann,2026-05-06,Member,,Body B,{numbers[x]}" for n, x in records)
    )


def transparency(records: Records) -> bytes:
    return tr.export(*(tr.entry(code=f"{n:012}-34", name=f"Body {x}") for n, x in records))


def lobbyists(records: Records) -> bytes:
    return de.answer(
        *(
            de.SINCE_2024
            | {
                "registerNumber": f"R{n:06}",
                "lobbyistIdentity": {"identity": "ORGANIZATION", "name": f"Body {x}"},
            }
            for n, x in records
        )
    )


def interests(member_type: str) -> Callable[[Records], bytes]:
    def file(records: Records) -> bytes:
        rows = (
            au.TRIP
            | {"member_type": member_type, "name": f"Member {number}", "party": f"Party {said}"}
            for number, said in records
        )
        return au.table(*rows)

    return file


NO_ABSENCE = "an edition of this register testifies to no absence"
WITHDRAWN = {"withdrawn": True}
CASES = [
    Case(
        "gb-commons",
        "json",
        commons,
        {"withdrawn": 1},
        WITHDRAWN,
        uncovered="only what is filed from 2026-06-01 on is known complete",
    ),
    Case("us-fara", "csv", fara, {"withdrawn": 1}, WITHDRAWN, [("1942-01-01", "2026-06-01")]),
    Case(
        "gb-electoral-commission",
        "csv",
        commission,
        {"withdrawn": 1},
        WITHDRAWN,
        [("2010-01-01", "2026-04-18")],
    ),
    Case("eu-ep-meetings", "csv", meetings, uncovered=NO_ABSENCE),
    Case(
        "eu-transparency-register",
        "xml",
        transparency,
        {"ended": 1},
        {"occurred": {"from": "2019-08-28", "to": "2026-06-02"}},
        [("2026-04-03", "2026-05-03")],
    ),
    Case(
        "de-lobbyregister",
        "json",
        lobbyists,
        {"ended": 1},
        {"occurred": {"from": "2022-01-07", "to": "2026-06-02"}},
        [("2026-04-03", "2026-05-03")],
    ),
    Case("au-interests", "csv", interests("Representative"), uncovered=NO_ABSENCE),
    Case("au-senate-interests", "csv", interests("Senator"), uncovered=NO_ABSENCE),
]


def test_every_register_that_there_is_a_reader_for_is_imported_here() -> None:
    assert {one.register for one in CASES} == REGISTERS.keys()


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.register)
def test_what_is_new_changed_and_gone_is_posted_and_nothing_else(
    case: Case, tmp_path: Path, taking: RegisterServer, importing: Callable[..., Said]
) -> None:
    path = tmp_path / f"edition.{case.form}"
    path.write_bytes(case.file(FIRST))
    first = importing("import", case.register, path, "--edition", "2026-06-01T04:00Z", "--json")
    posted = len(taking.posted)
    path.write_bytes(case.file(SECOND))
    second = importing("import", case.register, path, "--edition", "2026-06-02T04:00Z", "--json")

    assert (first.code, second.code) == (0, 0), (first, second)
    assert json.loads(first.out)["records"] == {"new": 10}
    report = json.loads(second.out)
    assert report["records"] == {"same": 8, "changed": 1, "new": 1}
    assert report["gone"] == case.gone
    assert [(one["from"], one["to"]) for one in report["covered"]] == case.covered
    assert report["uncovered"] == case.uncovered
    for event in taking.posted:
        EVENT.validate_json(json.dumps(event))
    told = [one for one in taking.posted[posted:] if one["type"].endswith("disclosure.v1")]
    ids = [one["id"] for one in taking.posted]
    assert len(told) == 2 + len(case.parting and case.gone)
    assert told[0]["id"] == ids[0], "it was changed"
    assert told[1]["id"] not in ids[:posted], "it is new"
    for parting in told[2:]:
        before = taking.posted[9]
        assert (parting["id"], parting["rawdigest"]) == (before["id"], before["rawdigest"])
        assert parting["data"] == before["data"] | dict(case.parting)


@pytest.mark.parametrize("case", CASES[2:6], ids=lambda one: one.register)
def test_a_zip_of_a_file_says_what_the_file_says(
    case: Case, tmp_path: Path, taking: RegisterServer, importing: Callable[..., Said]
) -> None:
    path = tmp_path / "edition.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"edition.{case.form}", case.file(FIRST))

    said = importing("import", case.register, path, "--edition", "2026-06-01T04:00Z", "--json")

    assert json.loads(said.out)["records"] == {"new": 10}
