"""Reading files of a backtest: what is refused, with its line, and what harms nothing beside it."""

import gzip
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from interparty_embedded.backtesting import files
from interparty_embedded.backtesting.files import Source, opened, written
from interparty_embedded.backtesting.reading import Moments, Reading, Refused, read
from interparty_shared.errors import Misconfigured
from interparty_shared.reference import naming
from tests.support import builders

NOW = datetime(2026, 11, 1, 10, tzinfo=UTC)
GOOD = json.dumps(builders.engagement()).encode()
LONGEST = 4_096


def lines(content: bytes, longest: int = LONGEST) -> list[tuple[int, bytes]]:
    stream = io.BytesIO(content)
    return list(files.lines(Source("a file", stream, stream.tell), longest))


def refused(content: bytes) -> tuple[Reading, list[Refused]]:
    stream, reading, told = io.BytesIO(content), Reading(), list[Refused]()
    read(
        Source("a file", stream, stream.tell),
        reading,
        Moments(NOW, NOW),
        longest=LONGEST,
        refuse=told.append,
        progress=lambda: None,
    )
    return reading, told


def test_lines_are_numbered_from_one_and_blank_ones_are_counted_and_left_out() -> None:
    assert lines(b"\xef\xbb\xbf{}\n\n  \r\n[1] \r\nlast") == [(1, b"{}"), (4, b"[1]"), (5, b"last")]


def test_of_a_line_that_is_too_long_no_more_is_kept_than_shows_it_and_the_next_one_is_whole() -> (
    None
):
    endless = b"x" * 1_000_000

    assert lines(b"a\n" + endless + b"\nb\n" + b"y" * 8 + b"\n" + b"z" * 9, longest=8) == [
        (1, b"a"),
        (2, b"x" * 9),
        (3, b"b"),
        (4, b"y" * 8),
        (5, b"z" * 9),
    ]


def test_bad_lines_are_refused_with_their_number_and_reason_and_the_others_are_read() -> None:
    tomorrow = builders.disclosure(filed="2026-11-04")
    misspelt = builders.engagement("e2")
    misspelt["data"]["chanel"] = "visit"

    reading, told = refused(
        b"\n".join(
            [
                GOOD,
                b"{not json",
                json.dumps(misspelt).encode(),
                b'"' + b"x" * LONGEST + b'"',
                b"[]",
                json.dumps(tomorrow).encode(),
                json.dumps(builders.engagement("e3")).encode(),
            ]
        )
    )

    assert reading.read == 2
    assert len(reading.facts.standing(naming.matcher()).engagements) == 2
    assert [one.line for one in told] == [2, 3, 4, 5, 6]
    assert "/data/chanel" in told[1].reason
    assert told[2].reason == f"an event may have {LONGEST} bytes, this one has more"
    assert "/data/filed: lies too far ahead" in told[4].reason


def test_a_gzip_file_reads_as_what_was_packed(tmp_path: Path) -> None:
    path = tmp_path / "facts.ndjson.gz"
    path.write_bytes(gzip.compress(GOOD + b"\n" + GOOD))

    with opened(str(path)) as source:
        assert list(files.lines(source, LONGEST)) == [(1, GOOD), (2, GOOD)]
        assert source.position() == path.stat().st_size


@pytest.mark.parametrize("harm", [slice(0, -9), slice(5, None)], ids=["torn", "no gzip"])
def test_a_gzip_file_that_is_broken_is_said_with_the_line(tmp_path: Path, harm: slice) -> None:
    path = tmp_path / "facts.ndjson.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 1_000)[harm])

    with opened(str(path)) as source, pytest.raises(Misconfigured, match=r"beyond line \d+: "):
        list(files.lines(source, LONGEST))


def test_a_file_that_is_written_has_its_name_only_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.ndjson"
    path.write_bytes(b"before")

    def stopped() -> None:
        with written(path) as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()

    assert [one.name for one in tmp_path.iterdir()] == ["out.ndjson"]
    assert path.read_bytes() == b"before"
    with written(path) as stream:
        stream.write(b"whole")
    assert path.read_bytes() == b"whole"
    assert [one.name for one in tmp_path.iterdir()] == ["out.ndjson"]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"none/out cannot be written: No such file"):  # noqa: SIM117
        with written(tmp_path / "none" / "out"):
            pass


@pytest.mark.parametrize(
    ("day", "now", "received"),
    [
        (date(2026, 10, 1), NOW, datetime(2026, 10, 1, 23, 59, 59, 999_999, UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 1, 23, 59, 59, 999_999, UTC), NOW),
        (date(2027, 1, 1), datetime(2027, 1, 1, 23, 59, 59, 999_999, UTC), NOW),
    ],
    ids=["as of earlier", "as of today", "as of later"],
)
def test_an_event_without_time_was_received_by_the_day_that_is_judged_and_not_ahead_of_now(
    day: date, now: datetime, received: datetime
) -> None:
    assert Moments.of(day, NOW) == Moments(now, received)
