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
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from interparty_shared.metrics import METRICS

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
