"""Trace ids and the table of metrics."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from interparty_shared.metrics import METRICS
from interparty_shared.observability import (
    counter,
    gauge,
    histogram,
    new_traceparent,
    next_traceparent,
    parse_traceparent,
    trace_id,
)

ROOT = Path(__file__).parents[3]
GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
MAKERS = {"counter": counter, "gauge": gauge, "histogram": histogram}


def test_a_valid_traceparent_is_taken() -> None:
    assert parse_traceparent(GIVEN) == GIVEN
    assert parse_traceparent("cc" + GIVEN[2:] + "-more") == GIVEN


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "x",
        GIVEN + "-more",
        "ff" + GIVEN[2:],
        GIVEN.upper(),
        GIVEN.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32),
        GIVEN.replace("00f067aa0ba902b7", "0" * 16),
        GIVEN[:-1],
    ],
)
def test_anything_else_begins_a_new_trace(header: str | None) -> None:
    assert parse_traceparent(header) is None


def test_a_new_trace_is_valid_and_its_own() -> None:
    first, second = new_traceparent(), new_traceparent()

    assert parse_traceparent(first) == first
    assert trace_id(first) != trace_id(second)


def test_the_next_span_is_in_the_same_trace() -> None:
    following = next_traceparent(GIVEN)

    assert parse_traceparent(following) == following
    assert trace_id(following) == trace_id(GIVEN)
    assert following != GIVEN


def test_no_traceparent_has_no_trace_id() -> None:
    assert trace_id("") == ""


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_in_the_table_can_be_made_twice(name: str) -> None:
    registry = CollectorRegistry()
    make = MAKERS[METRICS[name].kind]

    assert make(registry, name) is make(registry, name)
    assert METRICS[name].help
    assert name.removesuffix("_total").encode() in generate_latest(registry)


def test_every_metric_that_is_made_is_in_the_table_and_the_other_way_round() -> None:
    named = set()
    for path in [*ROOT.glob("shared/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]:
        text = path.read_text("utf-8")
        if path.name == "observability.py":
            continue
        assert not re.search(r"\b(Counter|Gauge|Histogram|Summary)\(\s*\"", text), path
        named |= set(re.findall(r"\b(?:counter|gauge|histogram)\(\s*[\w.]+, \"(\w+)\"", text))

    assert named == METRICS.keys()


def test_the_names_of_counters_and_of_no_others_end_in_total() -> None:
    for name, metric in METRICS.items():
        assert name.endswith("_total") is (metric.kind == "counter"), name


def test_a_metric_is_of_one_kind() -> None:
    registry = CollectorRegistry()
    counter(registry, "interparty_ingest_items_total")

    with pytest.raises(TypeError, match="counter"):
        gauge(registry, "interparty_ingest_items_total")
