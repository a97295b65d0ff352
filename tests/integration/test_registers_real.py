"""Editions of registers as they were published, in order. Skipped where nobody has them.

`INTERPARTY_TEST_DATA=folder`: `uk_regmem_visits/raw/visits_YYMMDD.csv` as published (mySociety,
`parl_register_interests`), `fara/foreign_principals_YYYY-MM-DD.csv` (bulk files of FARA), and
`fara/fp_changes_2019-2023.csv` (what changed in these from day to day).
"""

import csv
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from interparty_ingest.handlers import syncing
from interparty_ingest.sources.registers.gb_commons import GB_COMMONS
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.registers.us_fara import US_FARA
from interparty_ingest.sources.report import Report
from interparty_shared.db.engine import Database
from tests.support.register_books import Books, Hurried

DATA = os.environ.get("INTERPARTY_TEST_DATA")
pytestmark = [
    pytest.mark.skipif(not DATA, reason="INTERPARTY_TEST_DATA names no folder"),
    pytest.mark.slow,
    pytest.mark.timeout(300),
]


@dataclass
class Editions:
    books: Books

    async def take(self, path: Path) -> Report:
        said = re.search(r"(\d{2,4})-?(\d{2})-?(\d{2})\.csv$", path.name)
        assert said, path
        year = int(said[1]) + (2000 if len(said[1]) == 2 else 0)
        moment = datetime(year, int(said[2]), int(said[3]), 12, tzinfo=UTC)
        began = perf_counter()
        report = await syncing.import_files(
            self.books.desk, self.books.register, [path], Hurried(), moment=moment
        )
        seconds = perf_counter() - began
        print(f"{path.name}: {report.document()}, {report.accepted / seconds:,.0f} events/s")
        return report


def _editions(database: Database, folder: Path, register: Register) -> Editions:
    return Editions(Books(database, folder, register=register))


def _files(pattern: str) -> list[Path]:
    found = sorted(Path(DATA or "").glob(pattern))
    if not found:
        pytest.skip(f"there is no {pattern}")
    return found


async def test_editions_of_the_commons_register_in_order(
    ingest_database: Database, tmp_path: Path
) -> None:
    editions = _editions(ingest_database, tmp_path, GB_COMMONS)

    reports = [await editions.take(path) for path in _files("uk_regmem_visits/raw/visits_*.csv")]

    for report in reports:
        assert not report.refused
        assert report.read == sum(report.changes.values())
        assert report.changes["new"] + report.changes["changed"] >= 1
        # Another generation of columns restates what it does not change.
        assert report.accepted < 300
        assert set(report.gone) <= {"expired", "left", "withdrawn"}
    standing = await editions.books.standing()
    assert standing.records == reports[-1].read


async def test_the_bulk_file_of_fara(ingest_database: Database, tmp_path: Path) -> None:
    editions = _editions(ingest_database, tmp_path, US_FARA)

    for path in _files("fara/foreign_principals_*.csv"):
        report = await editions.take(path)

        assert report.read == report.changes["new"] + report.changes["refused"]
        assert report.changes["refused"] < 0.001 * report.read
        assert list(report.refused) == [
            "columns are shifted: a name has quotes that the file does not escape"
        ]
        assert report.uncovered


async def test_a_day_on_which_fara_wrote_its_countries_otherwise_is_no_news(
    ingest_database: Database, tmp_path: Path
) -> None:
    (path,) = _files("fara/fp_changes_2019-2023.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["op"] == "changed" and row["seen_at"].startswith("2019-09-20")
        ]
    names = {"fpterm": "fp_termination_date"}
    before = [
        row | {names.get(name, name): old for name, (old, _) in changed.items()}
        for row in rows
        for changed in (json.loads(row["changed_fields"]),)
    ]
    editions = _editions(ingest_database, tmp_path, US_FARA)

    await editions.take(_written(tmp_path / "20190919.csv", before))
    report = await editions.take(_written(tmp_path / "20190920.csv", rows))

    assert report.read == len(rows)
    assert report.changes["restated"] > report.changes["changed"]
    assert not report.gone


def _written(path: Path, rows: list[dict[str, str]]) -> Path:
    columns = {
        "Foreign Principal Termination Date": "fp_termination_date",
        "Foreign Principal": "foreign_principal",
        "Foreign Principal Registration Date": "fp_registration_date",
        "Country/Location Represented": "country",
        "Registration Number": "registration_number",
        "Registrant Name": "registrant",
    }
    with path.open("w", encoding="iso-8859-1", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([row[name] for name in columns.values()] for row in rows)
    return path
