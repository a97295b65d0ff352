from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.bus.base import Message, TopicPartition
from interparty_shared.bus.table import batch

PLACE = TopicPartition("t", 3)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

headers = st.lists(st.tuples(st.text(max_size=10), st.binary(max_size=10)), max_size=3).map(tuple)
messages = st.lists(
    st.builds(Message, st.just("t"), st.binary(max_size=10), st.binary(max_size=30), headers),
    min_size=1,
    max_size=10,
)


@given(messages, st.integers(0, 1_000), st.data())
def test_a_row_gives_back_its_records_from_any_offset(
    written: list[Message], first: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, first + len(written)))
    records = list(batch.decode(batch.encode(written), PLACE, first, MOMENT, start=start))

    skipped = max(start - first, 0)
    assert [record.offset for record in records] == list(
        range(first + skipped, first + len(written))
    )
    assert [(r.key, r.value, r.headers) for r in records] == [
        (message.key, message.value, message.headers) for message in written[skipped:]
    ]


@given(st.lists(st.sampled_from([0, 1, 100_000, 300_000]), max_size=20))
def test_runs_have_all_messages_in_order_and_none_is_empty(sizes: list[int]) -> None:
    written = [Message("t", b"", bytes(size)) for size in sizes]
    runs = list(batch.split(written))

    assert [message for run in runs for message in run] == written
    assert all(runs)
    for run in runs:
        assert sum(len(message.value) for message in run[:-1]) < batch.BATCH_BYTES
