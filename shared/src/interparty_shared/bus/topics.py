"""Making the topics that are missing and comparing those that are there: an operator's job.

The embedded log makes its own topics when it is opened: here there is nothing to do for it.
"""

from collections.abc import Sequence

from interparty_shared.bus.kafka.admin import Replicas, TopicAdmin
from interparty_shared.bus.open import KAFKA, security_from, servers_of
from interparty_shared.bus.security import KafkaSecurity
from interparty_shared.errors import Misconfigured
from interparty_shared.settings import Settings
from interparty_shared.wire.topics import TOPICS, Topic


async def create_topics(
    where: str | Settings,
    *,
    topics: Sequence[Topic] = TOPICS,
    security: KafkaSecurity | None = None,
    replicas: Replicas | None = None,
) -> list[str]:
    """Make the topics that are missing; return a sentence for each that was made.

    One that is there is left as it is, whatever `check_topics` says of it. `replicas` says how many
    brokers keep each record; without it the settings do, or else one does.

    Raises:
        Misconfigured: Kafka refuses to make them so.
        LogUnavailable: Kafka does not answer.
    """
    admin = _admin(where, security)
    if admin is None:
        return []
    if replicas is None:
        count = where.kafka_replication if isinstance(where, Settings) else 1
        # Of three replicas one may be away: that is what there are three for.
        replicas = Replicas(count, in_sync=max(1, count - 1))
    return await admin.create_missing(topics, replicas)


async def check_topics(
    where: str | Settings,
    *,
    topics: Sequence[Topic] = TOPICS,
    security: KafkaSecurity | None = None,
) -> list[str]:
    """Return a sentence for everything in which the topics are not as they should be.

    Raises:
        LogUnavailable: Kafka does not answer.
    """
    admin = _admin(where, security)
    return [] if admin is None else await admin.differences(topics)


async def require_topics(
    where: str | Settings,
    *,
    topics: Sequence[Topic] = TOPICS,
    security: KafkaSecurity | None = None,
) -> None:
    """Return if all topics are there, however they are set.

    Raises:
        Misconfigured: some are missing; the sentence names them and the command that makes them.
        LogUnavailable: Kafka does not answer, so nobody knows.
    """
    admin = _admin(where, security)
    missing = [] if admin is None else await admin.missing(topics)
    if missing:
        names = ", ".join(topic.name for topic in missing)
        raise Misconfigured(
            f"Kafka lacks these topics: {names}. `interparty topics create` makes them."
        )


def _admin(where: str | Settings, security: KafkaSecurity | None) -> TopicAdmin | None:
    if isinstance(where, Settings):
        url, security = where.bus_url, security or security_from(where)
    else:
        url = where
    if not url.startswith(KAFKA):
        return None
    return TopicAdmin(servers_of(url), security or KafkaSecurity())
