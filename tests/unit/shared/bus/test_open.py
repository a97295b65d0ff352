from pathlib import Path

import pytest

from interparty_shared.bus.kafka import KafkaBus
from interparty_shared.bus.open import open_bus, security_from, servers_of
from interparty_shared.bus.security import KafkaSecurity
from interparty_shared.bus.table import TableBus
from interparty_shared.errors import Misconfigured
from interparty_shared.settings import Settings


async def test_the_url_picks_the_log(tmp_path: Path) -> None:
    async with open_bus(f"table:{tmp_path}/new/folder/log.db", partitions=3) as bus:
        assert isinstance(bus, TableBus)
        assert len(await bus.ends(["events.v1"])) == 3
    async with open_bus("kafka://127.0.0.1:1,127.0.0.1:2") as bus:
        assert isinstance(bus, KafkaBus)


async def test_settings_pick_the_log(tmp_path: Path) -> None:
    async with open_bus(Settings(bus_url=f"table:{tmp_path}/log.db")) as bus:
        assert isinstance(bus, TableBus)


@pytest.mark.parametrize("url", ["memory:", "", "redpanda://host:9092", "log.db"])
async def test_other_urls_are_refused_with_what_would_do(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"kafka://host:9092,… or table:/path/to/log\.db"):
        async with open_bus(url):
            pass


@pytest.mark.parametrize(
    "url",
    [
        "kafka://",
        "kafka://host",
        "kafka://host:9092,",
        "kafka://me:secret@host:9092",
        "kafka://h:x",
    ],
)
def test_a_kafka_url_names_hosts_and_ports_only(url: str) -> None:
    with pytest.raises(Misconfigured, match="A Kafka URL is"):
        servers_of(url)


def test_a_kafka_url_may_name_several_hosts() -> None:
    assert servers_of("kafka://one:9092,[::1]:9093/") == "one:9092,[::1]:9093"


def test_security_comes_from_the_settings(tmp_path: Path) -> None:
    settings = Settings(
        kafka_security_protocol="SASL_SSL",
        kafka_sasl_mechanism="SCRAM-SHA-512",
        kafka_username="me",
        kafka_password="secret",
        kafka_ca_file=tmp_path / "ca.pem",
    )

    assert security_from(settings) == KafkaSecurity(
        "SASL_SSL", "SCRAM-SHA-512", "me", "secret", tmp_path / "ca.pem"
    )
    assert "secret" not in repr(security_from(settings))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"protocol": "TLS"}, "one of PLAINTEXT, SSL"),
        ({"protocol": "SASL_SSL", "username": "a", "password": "b"}, "needs a SASL mechanism"),
        ({"protocol": "SASL_SSL", "mechanism": "PLAIN"}, "needs a user name and a password"),
        ({"ca_file": Path("ca.pem")}, "PLAINTEXT does not encrypt"),
        ({"protocol": "SSL", "cert_file": Path("c.pem")}, "needs its key"),
    ],
)
def test_contradictions_are_refused(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        KafkaSecurity(**given)  # type: ignore[arg-type]


async def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    security = KafkaSecurity("SSL", ca_file=tmp_path / "absent.pem")
    async with open_bus("kafka://127.0.0.1:1", security=security) as bus:
        with pytest.raises(Misconfigured, match="certificate for Kafka cannot be used"):
            await bus.check()
