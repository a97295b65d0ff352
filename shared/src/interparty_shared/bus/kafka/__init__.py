"""The log on Apache Kafka. Nothing outside this package knows aiokafka."""

from interparty_shared.bus.kafka.bus import KafkaBus

__all__ = ["KafkaBus"]
