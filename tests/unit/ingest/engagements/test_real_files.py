"""Real files of the sources, where there are some: how many rows are used, and why others are not.

The numbers are those of the files of November 2026; a change of a reader that changes them is looked
at row by row before they are changed here.
"""

from collections import Counter

import pytest

from interparty_ingest.sources.engagements.known import ENGAGEMENT_SOURCES
from interparty_ingest.sources.rows import Row
from tests.support.engagement_rows import checked, real_file

FILES = {
    "idcpc": "idcpc/idcpc_meetings.csv",
    "chinavitae": "chinavitae/engagements_2003_2018.csv",
    "icews": "icews/events.2018.sample.tab",
}


def rows(id_: str) -> list[Row]:
    source = ENGAGEMENT_SOURCES[id_]
    reader = next(iter(source.readers.values()))
    with real_file(FILES[id_]).open("rb") as file:
        return checked(source, reader(file))


@pytest.mark.parametrize(
    ("id_", "read", "made"), [("idcpc", 440, 412), ("chinavitae", 5705, 3766), ("icews", 3705, 172)]
)
def test_every_row_of_a_real_file_is_used_or_refused(id_: str, read: int, made: int) -> None:
    found = rows(id_)
    assert len(found) == read
    assert sum(len(row.made) for row in found) == made


def test_titles_that_recur_are_events_of_their_own() -> None:
    titles = Counter(made.data["title"] for row in rows("idcpc") for made in row.made[:1])
    assert sum(count > 1 for count in titles.values()) > 10


def test_pairs_in_both_directions_are_made_once() -> None:
    told = Counter(row.refused for row in rows("icews"))
    assert told["told by a row before: the same two in the same story"] == 172
