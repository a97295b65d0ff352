import pytest
from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.bus.partitioning import murmur2, partition_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # from the tests of Kafka's own client
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("a-little-bit-longer-string", -1486304829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        ("abc", 479470107),
    ],
)
def test_the_hash_is_kafka_s(text: str, expected: int) -> None:
    assert murmur2(text.encode()) == expected & 0xFFFFFFFF


@given(st.binary(), st.integers(1, 200))
def test_a_key_has_the_partition_that_aiokafka_gives_it(key: bytes, partitions: int) -> None:
    everywhere = list(range(partitions))

    assert partition_for(key, partitions) == DefaultPartitioner()(key, everywhere, everywhere)
