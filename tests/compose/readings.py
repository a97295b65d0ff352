"""The other ways to read it, through the published port: feeds, live stream, export, page."""

import csv
import html
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import feedparser
import httpx

from tests.compose import account
from tests.compose.account import Check
from tests.compose.listener import heard_after

RESUMED: Final = 20
Seen = dict[str, int]
"""Alerts by id, with the sequence of the revision that is shown."""


def checks(api: str, key: str) -> list[Check]:
    """Return whether each way shows the alerts as they stand by `/v1/changes`."""
    with account.reader(api, key) as client:
        changes = list(account.changes(client))
        stand = {item["alert"]["id"]: item["alert"] for item in changes}
        newest = {id_: int(alert["sequence"]) for id_, alert in stand.items()}
        return [
            _shown("the Atom feed", newest, lambda: _atom(client)),
            _shown("the JSON feed", newest, lambda: _json(client)),
            _shown("the CSV export", newest, lambda: _csv(client)),
            _resumed(client, changes),
            _page(api, key, changes[-1]["alert"]),
        ]


def _shown(what: str, stand: Seen, read: Callable[[], Seen]) -> Check:
    seen = read()
    faults = [
        f"{id_} is {seen.get(id_, 'not there')}, not {stand.get(id_, 'published')}"
        for id_ in sorted(stand.keys() | seen.keys())
        if seen.get(id_) != stand.get(id_)
    ]
    return Check(f"{what} shows every alert as it stands", f"{len(seen)} alerts", tuple(faults))


def _atom(client: httpx.Client) -> Seen:
    seen: Seen = {}
    for answer in _feed(client, "/v1/alerts.atom?limit=500", _next_of_atom):
        for entry in feedparser.parse(answer.content).entries:
            (about,) = (link.href for link in entry.links if link.rel == "related")
            (number,) = (tag.term for tag in entry.tags if tag.scheme.endswith("sequence"))
            seen[about.rpartition("/")[2]] = int(number)
    return seen


def _next_of_atom(answer: httpx.Response) -> str | None:
    links = feedparser.parse(answer.content).feed.links
    return next((link.href for link in links if link.rel == "next"), None)


def _json(client: httpx.Client) -> Seen:
    seen: Seen = {}
    for answer in _feed(
        client, "/v1/alerts.json?limit=500", lambda page: page.json().get("next_url")
    ):
        about = [one["_interparty"] for one in answer.json()["items"]]
        seen |= {one["alert"]: one["sequence"] for one in about}
    return seen


def _feed(
    client: httpx.Client, first: str, following: Callable[[httpx.Response], str | None]
) -> Iterator[httpx.Response]:
    """Yield the pages of a feed.

    Raises:
        RuntimeError: they go round in a circle.
    """
    address: str | None = first
    been: set[str] = set()
    while address:
        if address in been:
            raise RuntimeError(f"{first} leads back to {address}")
        been.add(address)
        answer = client.get(address)
        answer.raise_for_status()
        yield answer
        address = following(answer)


def _csv(client: httpx.Client) -> Seen:
    answer = client.get("/v1/alerts.csv")
    answer.raise_for_status()
    rows = csv.DictReader(io.StringIO(answer.text, newline=""))
    return {row["id"]: int(row["sequence"]) for row in rows}


def _resumed(client: httpx.Client, changes: list[dict[str, Any]]) -> Check:
    wanted = [(one["sequence"], one["alert"]) for one in changes[-RESUMED:]]
    after = wanted[0][0] - 1 if wanted else 0
    heard = heard_after(client, after, len(wanted)) if wanted else []
    return Check(
        "the live stream goes on after a Last-Event-ID",
        f"{len(heard)} after {after}",
        tuple(
            f"{number} was heard where {due} stands"
            for (number, said), (due, alert) in zip(heard, wanted, strict=False)
            if (number, said) != (due, alert)
        )
        + (() if heard and len(heard) == len(wanted) else (f"{len(wanted)} were due",)),
    )


def _page(api: str, key: str, alert: Mapping[str, Any]) -> Check:
    """Open the page of an alert as a reader does who signs in with a key first."""
    path, faults = f"/alerts/{alert['id']}", []
    with httpx.Client(base_url=api, timeout=30, headers={"origin": api}) as reader:
        closed = reader.get(path)
        if closed.status_code != 401 or alert["summary"] in html.unescape(closed.text):
            faults.append(f"without a key it is answered with {closed.status_code}")
        reader.post("/sign-in", data={"key": key, "back": path})
        page = reader.get(path)
    said = " ".join(html.unescape(page.text).split())
    if page.status_code != 200:
        faults.append(f"it is answered with {page.status_code}")
    names = [alert["subject"][side]["name"] for side in ("domestic", "foreign")]
    faults += [f"it does not say {one!r}" for one in (*names, alert["due"]) if one not in said]
    return Check("the page of an alert is there for who signs in", path, tuple(faults))
