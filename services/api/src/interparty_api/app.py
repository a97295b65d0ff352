"""The composition root: what this service consists of."""

from typing import Final

from interparty_api.consumer import Metrics, Reader
from interparty_api.handlers.batches import TakeIn
from interparty_api.handlers.live import Live
from interparty_api.handlers.subscribing import Means
from interparty_api.handlers.take_in_alerts import take_in_alerts
from interparty_api.handlers.take_in_events import take_in_events
from interparty_api.migrations import MIGRATIONS
from interparty_api.notify.base import Sender
from interparty_api.notify.mail import mail_sender
from interparty_api.notify.ssrf import Policy
from interparty_api.notify.webhook import webhook_sender
from interparty_api.routes.actors import actors_router
from interparty_api.routes.alerts import alerts_router
from interparty_api.routes.asking import asking_router
from interparty_api.routes.bounces import bounces_router
from interparty_api.routes.deliveries import deliveries_router
from interparty_api.routes.exports import exports_router
from interparty_api.routes.facts import facts_router, obligations_router
from interparty_api.routes.feeds import Site, feeds_router
from interparty_api.routes.judging import corrections_router, judging_router
from interparty_api.routes.pages import pages_routers
from interparty_api.routes.parameters import Sources
from interparty_api.routes.rules import registers_router, rules_router
from interparty_api.routes.scoring import scoring_router
from interparty_api.routes.self_service import self_service_router
from interparty_api.routes.stream import stream_router
from interparty_api.routes.subscriptions import subscriptions_router
from interparty_api.scheduler.dispatch import Dispatcher
from interparty_api.scheduler.routing import Router
from interparty_api.scheduler.waking import Metrics as DeliveryMetrics
from interparty_api.scheduler.waking import Wakes
from interparty_api.stream.hub import Hub
from interparty_shared import packs
from interparty_shared.db.migrate import require_newest
from interparty_shared.packs import patterns
from interparty_shared.reference import naming
from interparty_shared.runtime import Loop, Resources, Service
from interparty_shared.wire.topics import ALERTS, BACKFILL, EVENTS

EVENTS_PAUSE_S: Final = 0.05


def build(resources: Resources) -> Service:
    """Return the service on these resources; starts nothing.

    Raises:
        Misconfigured: a rule pack is not valid, or what is set of webhooks or mail.
    """
    database = resources.database("api")
    metrics = Metrics(resources.metrics)
    deliveries, wakes = DeliveryMetrics(resources.metrics), Wakes()
    sources = Sources(
        database=database,
        packs=packs.load(resources.settings.rules),
        keys=resources.keys,
        clock=resources.clock,
        patterns=patterns.load(resources.settings.rules),
    )
    site = Site.of(resources.settings)
    naming.matcher()  # read now: it takes two seconds, which the first who asks would have all wait for
    live = Live(
        database, Hub(resources.settings.stream_readers), resources.clock, resources.stopping
    )
    means = Means(
        database=database,
        clock=resources.clock,
        policy=Policy.of(resources.settings),
        has_mail=resources.settings.smtp_url is not None,
    )

    def reader(name: str, topics: list[str], take_in: TakeIn) -> Reader:
        return Reader(
            name=name,
            topics=topics,
            take_in=take_in,
            bus=resources.bus,
            database=database,
            clock=resources.clock,
            metrics=metrics,
            batch_size=resources.settings.batch_size,
            # An alert is waited for; of what was posted, its sender knows already.
            pause_s=0.0 if ALERTS.name in topics else EVENTS_PAUSE_S,
            has_sequence=ALERTS.name in topics,
            advanced=(live.advanced, wakes.advanced.set) if ALERTS.name in topics else (),
        )

    router = Router(database, resources.clock, deliveries, wakes)
    webhooks = webhook_sender(resources.settings, resources.clock)
    mail = mail_sender(resources.settings, resources.clock)
    # Mail for which no server is set waits until one is.
    ways: dict[str, Sender] = {"webhook": webhooks, **({"email": mail} if mail else {})}
    dispatcher = Dispatcher(database, resources.clock, deliveries, wakes, ways)

    async def dispatch() -> None:
        try:
            await dispatcher.run()
        finally:
            await webhooks.close()

    async def migrated() -> None:
        await require_newest(MIGRATIONS, database)

    return Service(
        name="api",
        routers=(
            stream_router(sources, live),  # before what takes `stream` for the id of an alert
            alerts_router(sources),
            judging_router(sources),
            corrections_router(sources),
            feeds_router(sources, site),
            exports_router(sources, site),
            obligations_router(sources),
            facts_router(sources),
            actors_router(sources),
            rules_router(sources),
            scoring_router(sources),
            registers_router(sources),
            asking_router(sources),
            *pages_routers(sources, resources.settings, means),
            subscriptions_router(resources.keys, means),
            deliveries_router(resources.keys, means),
            self_service_router(means),
            bounces_router(resources.keys, database, resources.clock),
        ),
        loops=(
            Loop("alerts", reader("alerts", [ALERTS.name], take_in_alerts).run),
            Loop("events", reader("events", [EVENTS.name, BACKFILL.name], take_in_events).run),
            Loop("router", router.run),
            Loop("backfill", router.backfill),
            Loop("dispatch", dispatch),
            Loop("live", live.run),
        ),
        checks={"log": resources.bus.check, "database": database.check, "migrations": migrated},
    )
