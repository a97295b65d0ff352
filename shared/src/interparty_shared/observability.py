"""What a process tells about itself: JSON log lines on stdout, trace ids, and its metrics.

Trace ids follow W3C Trace Context: a request brings a `traceparent` or gets one, the event carries
it through the log, and every line written meanwhile says it.
"""

import contextlib
import json
import logging
import re
import secrets
import sys
from collections.abc import Generator, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar
from weakref import WeakKeyDictionary

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_TRACE, _NO_SPAN = "0" * 32, "0" * 16
_trace: ContextVar[str] = ContextVar("interparty_trace", default="")

QUIET: Final = ("aiokafka", "aiosqlite", "alembic", "asyncio", "httpcore", "httpx", "uvicorn")
"""Libraries whose lines below WARNING say nothing that ours do not."""


def parse_traceparent(header: str | None) -> str | None:
    """Return the header if it is a valid `traceparent`, else None (then begin a new trace)."""
    found = _TRACEPARENT.fullmatch(header.strip()) if header else None
    if found is None:
        return None
    version, trace, span, flags, more = found.groups()
    # A later version may have more fields, version 00 may not (W3C Trace Context, 3.2.2 and 4).
    if version == "ff" or (version == "00" and more) or trace == _NO_TRACE or span == _NO_SPAN:
        return None
    return f"00-{trace}-{span}-{flags}"


def new_traceparent() -> str:
    """Return a `traceparent` that begins a new trace."""
    random = secrets.token_hex(24)
    return f"00-{random[:32]}-{random[32:]}-01"


def next_traceparent(traceparent: str) -> str:
    """Return a `traceparent` in the same trace with a span id of its own."""
    return f"{traceparent[:36]}{secrets.token_hex(8)}{traceparent[52:55]}"


def trace_id(traceparent: str) -> str:
    """Return the trace id of a `traceparent`; "" for none."""
    return traceparent[3:35]


@contextlib.contextmanager
def bind_trace(traceparent: str) -> Generator[None]:
    """Have every log line written inside say the trace id."""
    token = _trace.set(trace_id(traceparent))
    try:
        yield
    finally:
        _trace.reset(token)


def configure_logging(service: str, level: str) -> None:
    """Write one JSON object per line to stdout, from structlog and from the standard library."""

    def say_where(
        _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        event.setdefault("service", service)
        if trace := _trace.get():
            event["trace_id"] = trace
        return event

    shared: list[structlog.types.Processor] = [
        say_where,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
    ]
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_dumps),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=number, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def _dumps(value: Any, **_options: Any) -> str:
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # half a surrogate; a line that cannot be written must not break its writer
        return json.dumps(value, default=str)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric, as operators read of it."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

METRICS: Final = {
    metric.name: metric
    for metric in (
        Metric(
            "interparty_http_request_seconds",
            "histogram",
            "Time from a request's head to its answer's end, by route template",
            ("method", "route", "status"),
            _FAST,
        ),
        Metric(
            "interparty_http_requests_in_progress",
            "gauge",
            "Requests being answered now (an open event stream counts as one)",
        ),
        Metric(
            "interparty_ingest_items_total",
            "counter",
            "Events posted, by lane and what became of them: accepted, or the step that refused",
            ("lane", "outcome"),
        ),
        Metric(
            "interparty_ingest_publish_seconds",
            "histogram",
            "Time until the log confirmed that it has what one request brought",
            (),
            _FAST,
        ),
        Metric(
            "interparty_ingest_throttled_total",
            "counter",
            "Requests refused because of a quota, by key",
            ("key",),
        ),
        Metric(
            "interparty_ingest_register_synced_seconds",
            "gauge",
            "When a register's copy was last known to be what the register shows (Unix time)",
            ("register",),
        ),
        Metric(
            "interparty_ingest_register_records",
            "gauge",
            "Records that a register shows: used, or refused",
            ("register", "state"),
        ),
        Metric(
            "interparty_ingest_register_runs_total",
            "counter",
            "Times that a register was asked, by what came of it: taken, unchanged, failed",
            ("register", "outcome"),
        ),
        Metric(
            "interparty_dead_records_total",
            "counter",
            "Dead letters taken into the list of rejections, by who put them aside and the step",
            ("by", "step"),
        ),
        Metric(
            "interparty_alerts_events_total",
            "counter",
            "Events taken in, by what became of them",
            ("outcome",),
        ),
        Metric(
            "interparty_alerts_revisions_total",
            "counter",
            "Alert revisions decided, by the status they give",
            ("status",),
        ),
        Metric("interparty_alerts_published_total", "counter", "Messages published"),
        Metric(
            "interparty_alerts_retries_total", "counter", "Attempts begun again, by part", ("part",)
        ),
        Metric(
            "interparty_alerts_evaluated_total",
            "counter",
            "Engagements looked at, by what had them looked at",
            ("why",),
        ),
        Metric(
            "interparty_alerts_loop_turned_seconds",
            "gauge",
            "When each loop last came round (Unix time)",
            ("loop",),
        ),
        Metric(
            "interparty_api_records_total",
            "counter",
            "Records read from the log, by reader and outcome",
            ("reader", "outcome"),
        ),
        Metric(
            "interparty_api_lag_records",
            "gauge",
            "Records in the log that this process has yet to read, by topic",
            ("topic",),
        ),
        Metric(
            "interparty_api_watermark",
            "gauge",
            "The sequence up to which every alert revision is served by /v1/changes",
        ),
        Metric(
            "interparty_api_last_sequence",
            "gauge",
            "The last sequence known: where the watermark stays behind it, a revision is missing",
        ),
        Metric(
            "interparty_api_retries_total",
            "counter",
            "Attempts begun again, by reader and part",
            ("reader", "part"),
        ),
        Metric(
            "interparty_api_routed_total",
            "counter",
            "Alert revisions that were routed to subscriptions",
        ),
        Metric(
            "interparty_api_routing_lag_revisions",
            "gauge",
            "Alert revisions that are served and not routed to subscriptions yet",
        ),
        Metric("interparty_api_messages_total", "counter", "Messages made for subscriptions"),
        Metric(
            "interparty_api_deliveries_total",
            "counter",
            "Attempts to deliver a message, by channel and what became of it: delivered, retried,"
            " failed, overtaken (by who claimed it after this attempt had taken too long)",
            ("channel", "outcome"),
        ),
        Metric(
            "interparty_api_deliveries_due",
            "gauge",
            "Messages that are due and not delivered yet, by channel",
            ("channel",),
        ),
        Metric(
            "interparty_api_deliveries_unsendable",
            "gauge",
            "Messages that are due on a channel which is not configured here, by channel",
            ("channel",),
        ),
        Metric(
            "interparty_api_delivery_lag_seconds",
            "gauge",
            "For how long the message has been due that has waited longest",
        ),
        Metric(
            "interparty_api_subscriptions_disabled_total",
            "counter",
            "Subscriptions disabled because nothing could be delivered to them",
        ),
    )
}
"""Every metric there is. A new one is added here, then made with `counter` and its like below."""

_Kind = TypeVar("_Kind", Counter, Gauge, Histogram)
_made: WeakKeyDictionary[CollectorRegistry, dict[str, MetricWrapperBase]] = WeakKeyDictionary()


def counter(registry: CollectorRegistry, name: str) -> Counter:
    """Return the counter of that name in the table, the same one for the same registry."""
    return _metric(registry, name, Counter)


def gauge(registry: CollectorRegistry, name: str) -> Gauge:
    """Return the gauge of that name in the table, the same one for the same registry."""
    return _metric(registry, name, Gauge)


def histogram(registry: CollectorRegistry, name: str) -> Histogram:
    """Return the histogram of that name in the table, the same one for the same registry."""
    return _metric(registry, name, Histogram, buckets=METRICS[name].buckets)


def _metric(registry: CollectorRegistry, name: str, kind: type[_Kind], **options: Any) -> _Kind:
    made = _made.setdefault(registry, {})
    if name not in made:
        metric = METRICS[name]
        made[name] = kind(name, metric.help, metric.labels, registry=registry, **options)
    found = made[name]
    if not isinstance(found, kind):
        raise TypeError(f"{name} is a {METRICS[name].kind}")
    return found
