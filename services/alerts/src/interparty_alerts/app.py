"""The composition root: what this service consists of."""

from interparty_alerts.consumer import TOPICS, consume_events
from interparty_alerts.context import Context, Metrics
from interparty_alerts.migrations import MIGRATIONS
from interparty_alerts.questions import Rules
from interparty_alerts.scheduler import empty_outbox, keep_deadlines, watch_patterns
from interparty_shared import packs
from interparty_shared.db.migrate import require_newest
from interparty_shared.errors import Unavailable
from interparty_shared.packs import patterns
from interparty_shared.reference import naming
from interparty_shared.runtime import Loop, Resources, Service


def build(resources: Resources) -> Service:
    """Return the service on these resources; starts nothing.

    Raises:
        Misconfigured: a rule pack is not valid.
    """
    context = Context(
        settings=resources.settings,
        clock=resources.clock,
        bus=resources.bus,
        database=resources.database("alerts"),
        rules=Rules(
            packs.load(resources.settings.rules),
            naming.matcher(),
            patterns.load(resources.settings.rules) if resources.settings.patterns else (),
        ),
        metrics=Metrics(resources.metrics),
    )
    return service(context)


def service(context: Context) -> Service:
    """Return the service that a context makes."""

    async def migrated() -> None:
        await require_newest(MIGRATIONS, context.database)

    async def reading() -> None:
        if context.halted is not None:
            raise Unavailable(context.halted)

    return Service(
        name="alerts",
        routers=(),
        loops=(
            Loop("consumer", lambda: consume_events(context)),
            Loop("scheduler", lambda: keep_deadlines(context)),
            Loop("patterns", lambda: watch_patterns(context)),
            Loop("relay", lambda: empty_outbox(context)),
        ),
        checks={
            "log": context.bus.check,
            "database": context.database.check,
            "migrations": migrated,
            "reading": reading,
        },
    )


__all__ = ["TOPICS", "build", "service"]
