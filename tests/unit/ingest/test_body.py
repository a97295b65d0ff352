"""Bodies before anything in them is an event."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.body import Inflater, attributes_of, encoding_of, form_of
from interparty_shared.web.problems import Problem

LIMIT = 1024 * 1024


def unpacked(packed: bytes, *, limit: int = LIMIT, piece: int = 65_536) -> bytes:
    inflater = Inflater(limit)
    made = b"".join(
        inflater.feed(packed[start : start + piece]) for start in range(0, len(packed), piece)
    )
    inflater.close()
    return made


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        ("application/cloudevents+json", "structured"),
        ("Application/CloudEvents+JSON; charset=UTF-8", "structured"),
        ("application/cloudevents-batch+json", "batch"),
        ("application/x-ndjson", "ndjson"),
        ('application/json;charset="utf-8"; other=1', "binary"),
    ],
)
def test_a_content_type_names_a_form(content_type: str, form: str) -> None:
    assert form_of(content_type) == form


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/xml",
        "application/cloudevents+avro",
        "application/cloudevents+json; charset=utf-16",
        ";;;",
    ],
)
def test_any_other_content_type_is_refused_with_those_that_are_taken(content_type: str) -> None:
    with pytest.raises(Problem) as refused:
        form_of(content_type)

    assert refused.value.code == 415
    assert "application/x-ndjson" in refused.value.headers["Accept-Post"]


def test_only_gzip_is_undone() -> None:
    assert [encoding_of(name) for name in ("", "identity", "GZIP", "x-gzip")] == [
        "identity",
        "identity",
        "gzip",
        "gzip",
    ]
    for name in ("br", "deflate", "gzip, gzip", "zstd"):
        with pytest.raises(Problem) as refused:
            encoding_of(name)
        assert refused.value.code == 415
        assert refused.value.headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (b"plain", "plain"),
        (b"Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € \U0001f600"),
        (b'"quoted \\"text\\" %22"', 'quoted "text" "'),
        ("späť".encode(), "späť"),
        (b"100%", "100%"),
        (b"%2520", "%20"),
    ],
)
def test_attributes_are_percent_decoded_once(header: bytes, value: str) -> None:
    headers = [(b"host", b"x"), (b"ce-subject", header), (b"content-type", b"application/json")]

    assert attributes_of(headers) == {"subject": value}


@pytest.mark.parametrize("value", [b"%C0%A0", b"%FF", b"\xff", b"%ED%A0%80"])
def test_attributes_that_are_no_text_are_refused(value: bytes) -> None:
    with pytest.raises(ValueError, match="ce-subject"):
        attributes_of([(b"ce-subject", value)])


def test_an_attribute_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        attributes_of([(b"ce-id", b"1"), (b"ce-id", b"2")])


@given(st.binary(max_size=2_000), st.integers(1, 700))
def test_gzip_is_undone_however_it_is_cut(content: bytes, piece: int) -> None:
    assert unpacked(gzip.compress(content, mtime=0), piece=piece) == content


def test_members_follow_one_another() -> None:
    assert (
        unpacked(gzip.compress(b"one ", mtime=0) + gzip.compress(b"two", mtime=0), piece=5)
        == b"one two"
    )


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x1f",
        gzip.compress(b"content", mtime=0)[:-1],
        gzip.compress(b"a", mtime=0) + b"trailing",
    ],
)
def test_gzip_that_is_cut_off_or_followed_by_something_is_no_gzip(packed: bytes) -> None:
    with pytest.raises(ValueError, match="gzip"):
        unpacked(packed)


def test_a_checksum_that_does_not_fit_is_no_gzip() -> None:
    packed = bytearray(gzip.compress(b"content", mtime=0))
    packed[-5] ^= 1

    with pytest.raises(ValueError, match="gzip"):
        unpacked(bytes(packed))


def test_what_unpacks_to_more_than_the_limit_stops_there() -> None:
    inflater = Inflater(LIMIT)

    with pytest.raises(Problem) as refused:
        inflater.feed(gzip.compress(b'{"a": 1}' * LIMIT, compresslevel=1, mtime=0))

    assert refused.value.code == 413


def test_a_bomb_is_known_by_its_ratio_before_the_limit() -> None:
    bomb = gzip.compress(b"\x00" * 400_000, mtime=0)

    with pytest.raises(Problem) as refused:
        unpacked(bomb)

    assert refused.value.code == 413
    assert "times its size" in refused.value.detail


def test_a_bomb_of_many_members_is_a_bomb() -> None:
    bomb = gzip.compress(b"\x00" * 100_000, mtime=0) * 50

    with pytest.raises(Problem):
        unpacked(bomb, limit=100 * LIMIT)


def test_what_shrinks_well_and_is_small_passes() -> None:
    content = b" " * 200_000

    assert unpacked(gzip.compress(content, mtime=0)) == content


def test_raw_deflate_is_no_gzip() -> None:
    with pytest.raises(ValueError, match="gzip"):
        unpacked(zlib.compress(b"content"))
