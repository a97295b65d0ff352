"""What is there in the end, held against what was accepted: nothing lost, nothing twice."""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from tests.compose import cases
from tests.compose.load import change

Item = dict[str, Any]
PAGE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What the API lists."""

    engagements: list[str]
    records: list[str]
    """Ids of the events that the register's records were posted in."""
    obligations: list[tuple[str, str]]
    """Engagement id and verdict."""
    alerts: list[tuple[str, str, str]]
    """Engagement id, status and verdict."""
    changes: list[tuple[int, str, int]]
    """Sequence, alert id and revision."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and what breaks it (nothing, if it holds)."""

    name: str
    counted: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.faults


def reader(api: str, key: str) -> httpx.Client:
    """Return a client that bears the key."""
    return httpx.Client(base_url=api, headers={"authorization": f"Bearer {key}"}, timeout=30)


def look(api: str, key: str) -> Found:
    """Return all that the API lists of the cases."""
    with reader(api, key) as client:
        engagements = [item["id"] for item in pages(client, "/v1/engagements", source=cases.SOURCE)]
        records = [
            item["event"]["id"]
            for item in pages(client, "/v1/disclosures", register=cases.REGISTER)
        ]
        obligations = [
            (item["engagement"]["id"], item["verdict"])
            for item in pages(client, "/v1/obligations", source=cases.SOURCE, regime=cases.REGIME)
        ]
        alerts = [
            (item["evidence"]["engagements"][0]["id"], item["status"], item["verdict"])
            for item in pages(client, "/v1/alerts", regime=cases.REGIME)
        ]
        return Found(
            engagements, records, obligations, alerts, [change(item) for item in changes(client)]
        )


def settle(
    api: str, key: str, accepted: Iterable[str], *, patience: float, within: float
) -> tuple[Found, float]:
    """Wait until all that was accepted is judged; return what is there and the seconds it took.

    When nothing has changed for `patience` seconds, or after `within` seconds in all, what is there
    is returned as it is: the checks then say what is amiss.
    """
    taken = frozenset(accepted)
    expected, recorded = cases.expected(taken), cases.recorded(taken)
    began = changed = time.monotonic()
    last: Found | None = None
    while True:
        found, now = _look_if_it_answers(api, key), time.monotonic()
        if found and all(check.holds for check in checks(found, expected, recorded)):
            return found, now - began
        if found is not None and found != last:
            last, changed = found, now
        if now - changed > patience or now - began > within:
            return found or look(api, key), now - began
        time.sleep(2)


def _look_if_it_answers(api: str, key: str) -> Found | None:
    try:
        return look(api, key)
    except httpx.HTTPError:
        return None


def checks(found: Found, expected: Mapping[str, str], recorded: Collection[str]) -> list[Check]:
    """Return each law with what breaks it."""
    alerted = {id_ for id_, verdict in expected.items() if verdict in cases.ALERTED}
    standing = [(id_, verdict) for id_, status, verdict in found.alerts if status == "open"]
    return [
        Check(
            "every accepted engagement is listed once",
            f"{len(expected)} accepted, {len(found.engagements)} listed",
            _once(found.engagements, expected),
        ),
        Check(
            "every accepted record is listed once",
            f"{len(set(recorded))} accepted, {len(found.records)} listed",
            _once(found.records, recorded),
        ),
        Check(
            "every engagement has one obligation with the right verdict",
            f"{len(found.obligations)} listed",
            (
                *_once([id_ for id_, _ in found.obligations], expected),
                *_right(found.obligations, expected),
            ),
        ),
        Check(
            "every alert that is due is open, once",
            f"{len(alerted)} due, {len(standing)} open",
            (*_once([id_ for id_, _ in standing], alerted), *_right(standing, expected)),
        ),
        Check(
            "no engagement has two alerts",
            f"{len(found.alerts)} alerts",
            _doubled(id_ for id_, _, _ in found.alerts),
        ),
        Check(
            "the sequence of changes has no gap and nothing twice",
            f"1 to {found.changes[-1][0] if found.changes else 0}, {len(found.changes)} read",
            contiguous(found.changes),
        ),
        Check(
            "every alert's revisions are 1, 2, 3 …",
            f"{len({alert for _, alert, _ in found.changes})} alerts",
            _revisions(found.changes),
        ),
    ]


def contiguous(changes: Iterable[tuple[int, str, int]]) -> tuple[str, ...]:
    """Return where the sequence is not 1, 2, 3 …"""
    return tuple(
        f"{sequence} where {wanted} was due"
        for wanted, (sequence, _, _) in enumerate(changes, start=1)
        if sequence != wanted
    )


def _once(listed: list[str], wanted: Iterable[str]) -> tuple[str, ...]:
    known, there = set(wanted), set(listed)
    return (
        *(f"{id_} is lost" for id_ in sorted(known - there)),
        *(f"{id_} was not expected" for id_ in sorted(there - known)),
        *_doubled(listed),
    )


def _doubled(listed: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        f"{id_} is there {count} times" for id_, count in Counter(listed).items() if count > 1
    )


def _right(found: Iterable[tuple[str, str]], expected: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{id_} is {verdict}, not {expected[id_]}"
        for id_, verdict in found
        if id_ in expected and verdict != expected[id_]
    )


def _revisions(changes: Iterable[tuple[int, str, int]]) -> tuple[str, ...]:
    last: dict[str, int] = {}
    faults = []
    for _, alert, revision in changes:
        if revision != last.get(alert, 0) + 1:
            faults.append(f"{alert}: {revision} after {last.get(alert, 0)}")
        last[alert] = revision
    return tuple(faults)


def pages(client: httpx.Client, path: str, **filters: str) -> Iterator[Item]:
    """Yield all that a list has, page by page."""
    parameters = {**filters, "limit": str(PAGE)}
    while True:
        page = answered(client, path, parameters)
        yield from page["items"]
        if not page["next"]:
            return
        parameters["cursor"] = page["next"]


def changes(client: httpx.Client) -> Iterator[Item]:
    """Yield every change from the first on."""
    after = 0
    while items := answered(client, "/v1/changes", {"after": str(after), "limit": str(PAGE)})[
        "items"
    ]:
        for item in items:
            yield item
            after = item["sequence"]


def answered(client: httpx.Client, path: str, parameters: Mapping[str, str]) -> Item:
    """Return the body of an answer that has one.

    Raises:
        httpx.HTTPError: there is none, or it is a refusal.
    """
    answer = client.get(path, params=dict(parameters))
    answer.raise_for_status()
    body = answer.json()
    assert isinstance(body, dict)
    return body
