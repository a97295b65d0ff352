"""Reads a scenario: facts as a lawyer writes them, made into events as a collector posts them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from interparty_shared import packs
from interparty_shared.domain import words
from interparty_shared.domain.regimes import Regime

FOLDER = Path(__file__).parent
SOURCE = "urn:scenario"
Row = dict[str, Any]
Event = dict[str, Any]

MEMBER = {"kind": "politician", "office": "member_of_parliament", "role": "guest"}
MANAGER = {
    "kind": "politician",
    "office": "institution_manager",
    "role": "host",
    "of": {"name": "European Parliament", "kind": "legislature"},
}
PACKS = {"GB": "gb-mp-visits", "CA": "ca-mp-travel", "EU": "eu-ep-managers"}
REGISTERS = {"GB": "gb-commons", "CA": "ca-mp-travel", "EU": "eu-ep-meetings"}
ENGAGEMENT = {"channel", "when", "where", "who", "worth", "title", "source"}
RECORD = {
    "id",
    "by",
    "with",
    "when",
    "where",
    "filed",
    "worth",
    "purpose",
    "gone",
    "from",
    "register",
    "channel",
}
SYNC = {"from", "to", "synced", "register", "id"}
ACTOR = {"id", "kind", "country", "names", "state_linked"}
EXPECTED = {
    "who",
    "regime",
    "verdict",
    "due",
    "alert_date",
    "missing",
    "exemption",
    "with",
    "lag",
    "record",
    "says",
    "as_of",
    "candidates",
}
ALERT = {"who", "status", "severity", "verdict", "revision"}
STEP = {
    "day",
    "happened",
    "register",
    "copy",
    "actors",
    "retract",
    "expect",
    "alerts",
    "passed_over",
}
SCENARIO = STEP - {"day"} | {"title", "case", "cites", "law", "today", "story", "pack"}


@dataclass(frozen=True)
class Step:
    """One day: what is posted on it, and what is true by its end."""

    on: date
    events: list[Event]
    expect: list[Row]
    alerts: list[Row] | None
    passed_over: list[str]


@dataclass(frozen=True)
class Scenario:
    """A story under one law, with the citation that it tests."""

    name: str
    title: str
    cites: str
    packs: tuple[Regime, ...]
    steps: list[Step] = field(default_factory=list)


def scenarios() -> Iterator[Scenario]:
    """Return all scenarios of the folder, in the order in which they are written."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield _scenario(path.stem, row)


def _scenario(file: str, row: Row) -> Scenario:
    _only(row, SCENARIO, row.get("title", file))
    law = row.get("law", "GB")
    story = row.get("story") or [
        {**{key: row[key] for key in STEP & row.keys()}, "day": row["today"]}
    ]
    posted = _Poster(law)
    return Scenario(
        name=f"{file}: {row['title']}",
        title=row["title"],
        cites=row["cites"],
        packs=(_pack(law, row.get("pack") or {}),),
        steps=[posted.step(one) for one in story],
    )


def _only(row: Mapping[str, Any], allowed: set[str], where: str) -> None:
    assert row.keys() <= allowed, f"{where}: unknown {sorted(row.keys() - allowed)}"


def _pack(law: str, changes: Row) -> Regime:
    """Return the law's own pack, or a test's variant of it."""
    path = Path(packs.__file__).parents[1] / "rulepacks" / f"{PACKS[law]}.yaml"
    if not changes:
        return packs.parse(path.read_text(encoding="utf-8"), name=path.name)
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key, value in changes.items():
        raw[key] = {**raw[key], **value} if isinstance(value, dict) else value
    return packs.parse(yaml.safe_dump(raw), name="the scenario's pack")


class _Poster:
    """Makes events of the rows of one scenario; what comes later has a later time."""

    def __init__(self, law: str) -> None:
        self.law = law
        self.count = 0

    def step(self, row: Row) -> Step:
        _only(row, STEP, str(row["day"]))
        self.day = _date(row["day"])
        events = [
            *(self._engagement(id_, one) for id_, one in (row.get("happened") or {}).items()),
            *(self._disclosure(one) for one in row.get("register") or ()),
            *(self._coverage(one) for one in row.get("copy") or ()),
            *(self._actor(one) for one in row.get("actors") or ()),
            *(self._retraction(one) for one in row.get("retract") or ()),
        ]
        for one in row["expect"]:
            _only(one, EXPECTED, str(row["day"]))
        for one in row.get("alerts") or ():
            _only(one, ALERT, str(row["day"]))
        return Step(
            self.day, events, row["expect"], row.get("alerts"), row.get("passed_over") or []
        )

    def _event(self, type_: str, id_: str, data: Row, source: str = SOURCE) -> Event:
        self.count += 1
        time = datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(seconds=self.count)
        return {
            "specversion": "1.0",
            "type": type_,
            "source": source,
            "id": id_,
            "time": time.isoformat(),
            "data": {key: value for key, value in data.items() if value is not None},
        }

    def _engagement(self, id_: str, row: Row) -> Event:
        _only(row, ENGAGEMENT, id_)
        data = {
            "channel": row.get("channel", "visit"),
            "occurred": span(row["when"]),
            "participants": [self._participant(one) for one in row["who"]],
            "place": _place(row.get("where")),
            "value": _money(row.get("worth")),
            "title": row.get("title"),
            "sources": [{"url": row["source"]}] if "source" in row else None,
        }
        return self._event(words.EVENT_ENGAGEMENT, id_, data)

    def _participant(self, row: Row) -> Row:
        """Read `{mp: NAME, …}`, `{manager: NAME}` or `{funder: NAME, kind: …}` (any role)."""
        first, name = next(iter(row.items()))
        given = dict(list(row.items())[1:])
        country = "BE" if first == "manager" else self.law
        said: Row = {"name": name}
        if first in {"mp", "manager"}:
            said |= {"country": country, **(MEMBER if first == "mp" else MANAGER)}
        elif first != "participant":
            said["role"] = first
        if party := given.pop("party", None):
            said["of"] = party if isinstance(party, dict) else {"name": party, "kind": "party"}
        if ids := given.pop("id", None):
            scheme, value = str(ids).split()
            said["ids"] = {scheme: value}
        if share := given.pop("pays", None):
            said["pays"] = _money(share)
        said |= given
        return {key: value for key, value in said.items() if value is not None}

    def _disclosure(self, row: Row) -> Event:
        _only(row, RECORD, str(row["id"]))
        by, met = row["by"], row.get("with", [])
        named = met if isinstance(met, list) else [met]
        data = {
            "register": row.get("register", REGISTERS[self.law]),
            "record_id": str(row["id"]),
            "filer": _named(by),
            "counterparts": [_named(one) for one in named],
            "occurred": span(row["when"]) if "when" in row else None,
            "filed": str(row["filed"]) if "filed" in row else None,
            "value": _money(row.get("worth")),
            "place": _place(row.get("where")),
            "channel": row.get("channel"),
            "purpose": row.get("purpose"),
            "withdrawn": row.get("gone"),
        }
        source = f"{SOURCE}:{row['from']}" if "from" in row else SOURCE
        return self._event(words.EVENT_DISCLOSURE, f"record-{row['id']}", data, source)

    def _coverage(self, row: Row) -> Event:
        _only(row, SYNC, "copy")
        synced = str(row.get("synced", row["to"]))
        data = {
            "register": row.get("register", REGISTERS[self.law]),
            "from": str(row["from"]),
            "to": str(row["to"]),
            "synced": synced if "T" in synced else f"{synced}T06:00:00Z",
        }
        return self._event(words.EVENT_COVERAGE, str(row.get("id", f"sync-{self.count}")), data)

    def _actor(self, row: Row) -> Event:
        _only(row, ACTOR, str(row["id"]))
        data = {
            "id": row["id"],
            "kind": row["kind"],
            "country": row.get("country"),
            "names": [{"name": name} for name in row["names"]],
            "state_linked": [_open_span(one) for one in row.get("state_linked") or ()] or None,
        }
        return self._event(words.EVENT_ACTOR, f"actor-{row['id']}", data)

    def _retraction(self, id_: str) -> Event:
        data = {"engagement": {"source": SOURCE, "id": id_}, "reason": "reported in error"}
        return self._event(words.EVENT_RETRACTED, f"retraction-{id_}", data)


def _named(value: Any) -> Row:
    if isinstance(value, str):
        return {"name": value}
    row: Row = {**value}
    if ids := row.pop("id", None):
        scheme, number = str(ids).split()
        row["ids"] = {scheme: number}
    return row


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def span(value: Any) -> Row:
    """Read "2026-02-01 to 2026-02-04", "2026-02-01" (one day) or "from 2026-02-01" (end unknown)."""
    text = str(value)
    if text.startswith("from "):
        return {"from": text.removeprefix("from ")}
    start, _, end = text.partition(" to ")
    return {"from": start, "to": end or start}


def _open_span(value: str) -> Row:
    start, _, end = value.partition(" to ")
    return {"from": start, "to": end or None}


def _money(value: str | None) -> Row | None:
    """Read "445.00 GBP"."""
    if value is None:
        return None
    amount, currency = value.split()
    return {"amount": amount.replace(",", ""), "currency": currency}


def _place(value: Any) -> Row | None:
    if value is None:
        return None
    return {"countries": value} if isinstance(value, list) else {"country": value}
