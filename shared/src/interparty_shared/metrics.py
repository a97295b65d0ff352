"""Every metric that a process shows, as operators read of it."""

from dataclasses import dataclass
from typing import Final, Literal


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
            "interparty_alerts_contacts_total",
            "counter",
            "Contacts of engagements looked at: kept, or left out; and bodies without a country",
            ("outcome",),
        ),
        Metric(
            "interparty_alerts_pattern_weeks_total",
            "counter",
            "Weeks in which a rule found its pattern for a subject, by rule and mode (shadow, live)",
            ("rule", "mode"),
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
"""Every metric there is. A new one is added here, then made with `observability.counter` and its like."""
