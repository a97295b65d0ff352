"""`interparty engagements` where nothing is posted: reading, counting, refusing a broken file."""

import json
from datetime import date
from pathlib import Path

import pytest

from interparty_embedded import engagement_files
from interparty_ingest.sources.engagements.known import ENGAGEMENT_SOURCES
from tests.support.command import interparty

LIST = (
    "event_date,page_date,path,title_zh\n"
    "2024-01-10,2024-01-11,./a.html,刘建超分别会见挪威和芬兰驻华大使\n"
    "2024-01-12,2024-01-12,./b.html,刘建超会见挪威总理甲乙丙\n"
    "2024-01-12,2024-01-12,./c.html,第一届“看世界”论坛举行\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_a_dry_run_counts_what_became_of_each_row_and_needs_no_key(file: Path) -> None:
    said = interparty("engagements", "import", "idcpc", file, "--dry-run", "--json")

    assert said.code == 0
    assert json.loads(said.out) == {
        "rows": 3,
        "engagements": 3,
        "refused": {"no foreign counterpart is named: everybody": 1},
        "unknown": {"name of a counterpart": 2, "place": 1},
        "actors": {"politician": 6},
        "sent": None,
    }


def test_people_are_told_in_tables(file: Path) -> None:
    said = interparty("engagements", "import", "idcpc", file, "--dry-run")

    assert said.code == 0
    for part in ("rows read", "rows refused, by reason", "facts unknown, by kind", "participants"):
        assert part in said.out


def test_of_a_broken_file_nothing_is_posted(file: Path) -> None:
    file.write_text(f"{LIST}2024-01-13,half a row\n", "utf-8")

    # A key and an address where nobody listens: posting would fail in another way.
    said = interparty(
        "engagements", "import", "idcpc", file, url="http://127.0.0.1:9", api_key="ipk_x"
    )

    assert (said.code, said.out) == (2, "")
    assert "line 5: 2 cells in place of 4. Nothing was posted." in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nosuch", "x"), "There is no source nosuch; there are idcpc, chinavitae, icews"),
        (("idcpc", "x"), "x cannot be read: No such file or directory."),
        (("gdelt2", "x.txt"), "gdelt2 is read as zip or csv: say --form."),
        (("idcpc", "x", "--edition", "May"), "--edition wants a date"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = interparty("engagements", "import", *arguments, "--dry-run")

    assert answer.code == 2
    assert said in answer.err


def test_the_time_of_an_event_is_its_page_s_day_or_the_edition_s(file: Path) -> None:
    source = ENGAGEMENT_SOURCES["idcpc"]
    days = [
        [
            json.loads(line)["time"][:10]
            for line in engagement_files.read(source, file, None, edition)[0]
        ]
        for edition in (None, date(2024, 2, 1))
    ]
    assert days == [["2024-01-11", "2024-01-11", "2024-01-12"], ["2024-02-01"] * 3]


def test_every_source_says_how_it_is_coded_and_what_it_allows() -> None:
    listed = json.loads(interparty("engagements", "sources", "--json").out)

    assert {one["id"]: one["coding"] for one in listed} == {
        "idcpc": "person",
        "chinavitae": "person",
        "icews": "machine",
        "polecat": "machine",
        "gdelt2": "machine",
    }
    assert all(one["licence"] and one["forms"] and one["source"] for one in listed)
    assert len({one["source"] for one in listed}) == len(listed)
    assert "icews" in interparty("engagements", "sources").out
