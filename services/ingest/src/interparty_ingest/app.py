"""The composition root: what this service consists of."""

import os
import socket
from pathlib import Path

from interparty_ingest.consumer import consume_dead
from interparty_ingest.handlers.intake import Intake
from interparty_ingest.handlers.register_rows import Desk
from interparty_ingest.handlers.syncing import posting
from interparty_ingest.quotas import Quotas
from interparty_ingest.routes.dead import dead_router
from interparty_ingest.routes.events import events_router
from interparty_ingest.routes.evidence import evidence_router
from interparty_ingest.routes.schemas import schemas_router
from interparty_ingest.scheduler import Keeping, forget_old, keep_in_step
from interparty_ingest.sources.registers.known import configured
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.store.quotas import lease_from
from interparty_shared.observability import counter
from interparty_shared.runtime import Loop, Resources, Service


def build(resources: Resources) -> Service:
    """Return the service on these resources; starts nothing."""
    bus, clock, settings = resources.bus, resources.clock, resources.settings
    database = resources.database("ingest")
    intake = Intake(
        bus=bus,
        quotas=Quotas(lease_from(database)),
        max_event_bytes=settings.max_event_bytes,
        metrics=resources.metrics,
    )
    taken = counter(resources.metrics, "interparty_dead_records_total")
    return Service(
        name="ingest",
        routers=(
            events_router(intake, resources.keys, clock, max_body_bytes=settings.max_body_bytes),
            dead_router(database, intake, resources.keys, clock),
            evidence_router(database, resources.keys),
            schemas_router(),
        ),
        loops=(
            Loop("consumer", lambda: consume_dead(bus, database, clock, taken)),
            Loop("scheduler", lambda: forget_old(database, clock)),
            *(_loop(resources, intake, one) for one in configured(settings.sync)),
        ),
        # Not the database: without it rejections cannot be listed, but events are taken as ever.
        checks={"log": bus.check},
    )


def _loop(resources: Resources, intake: Intake, register: Register) -> Loop:
    """Return the loop that keeps a register in step."""
    clock, settings = resources.clock, resources.settings
    holder = f"{socket.gethostname()}:{os.getpid()}"
    desk = Desk(resources.database("ingest"), posting(intake, clock.now), holder, clock.now)
    keeping = Keeping(
        desk=desk,
        spool=settings.sync_folder or Path("data/spool"),
        clock=clock,
        contact=settings.sync_contact,
        metrics=resources.metrics,
    )
    return Loop(f"register.{register.id}", lambda: keep_in_step(keeping, register))
