"""Invented visits whose verdict is known beforehand, as events: what the kill test posts.

Visit number n is disclosed in time, never disclosed, or disclosed late, in turn; every member is
another one, and those who travel on the same day go to another host in another country, so that no
record can be taken for somebody else's. Verdicts are those of GB-MP-VISITS.
"""

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

Event = dict[str, Any]

REGIME = "GB-MP-VISITS"
REGISTER = "gb-commons"
SOURCE = "https://collector.example/kill-test"
VERDICTS = ("disclosed", "missing", "late")
ALERTED = frozenset({"missing", "late"})
FIRST_DAY = date(2024, 7, 8)
DAYS = 480
COVERED_FROM = date(2024, 7, 4)
_MIXED = 40
"""Within so many events, a record may come before the visit that it answers, and the other way."""

_GIVEN = (
    *("Ada", "Bram", "Cleo", "Dara", "Edda", "Finn", "Gita", "Hugo", "Iris", "Jory"),
    *("Kamal", "Lucy", "Moss", "Nina", "Otis", "Petra", "Quinn", "Rosa", "Sven", "Tessa"),
)
_START = ("Ash", "Birk", "Cald", "Dun", "Elm", "Fern", "Gold", "Hart", "Ivel", "Kest")
_END = ("acre", "bourne", "combe", "dale", "field", "ham", "low", "mere", "ridge", "wick")
_HOSTS = (
    ("Stiftung Beispiel", "DE", "Berlin"),
    ("Fondation Exemple", "FR", "Paris"),
    ("Specimen Institute", "US", "Washington"),
    ("Fundacja Przykład", "PL", "Warsaw"),
    ("Fundación Muestra", "ES", "Madrid"),
    ("Fondazione Saggio", "IT", "Rome"),
    ("Stichting Voorbeeld", "NL", "The Hague"),
    ("Stiftelsen Prov", "SE", "Stockholm"),
    ("Nadace Vzor", "CZ", "Prague"),
    ("Mallisäätiö", "FI", "Helsinki"),
    ("Fundação Amostra", "PT", "Lisbon"),
    ("Pelda Alapitvany", "HU", "Budapest"),
    ("Forskningsfonden Eksempel", "DK", "Copenhagen"),
    ("Zaklada Primjer", "HR", "Zagreb"),
    ("Idryma Deigma", "GR", "Athens"),
    ("Naidisfond", "EE", "Tallinn"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit, and what is to come of it."""

    number: int

    @property
    def id(self) -> str:
        """Return the id of the engagement event."""
        return f"e-{self.number:06d}"

    @property
    def record_id(self) -> str:
        """Return the id of the event that the register's record is posted in."""
        return f"d-{self.number:06d}"

    @property
    def verdict(self) -> str:
        """Return what is to be said of it once all its events have arrived."""
        return VERDICTS[self.number % len(VERDICTS)]

    def events(self) -> list[Event]:
        """Return the engagement and, where there is one, the register's record of it."""
        name, kind, country, city = self._host()
        member = self._member()
        start = FIRST_DAY + timedelta(days=self.number % DAYS)
        span = {"from": start.isoformat(), "to": (start + timedelta(days=3)).isoformat()}
        host = {"name": name, "kind": kind, "country": country}
        value = {"amount": f"{600 + self.number % 900}.00", "currency": "GBP"}
        place = {"country": country, "city": city}
        engagement = {
            "channel": "visit",
            "occurred": span,
            "title": f"Study visit {self.number}",
            "place": place,
            "participants": [{**member, "role": "guest"}, {**host, "role": "funder"}],
            "value": value,
            "sources": [{"url": f"https://news.example/visits/{self.number}", "side": "host"}],
        }
        events = [_event("engagement", self.id, engagement)]
        if self.verdict != "missing":
            filed = start + timedelta(days=3 + (14 if self.verdict == "disclosed" else 75))
            record = {
                "register": REGISTER,
                "record_id": f"k{self.number}",
                "filer": member,
                "counterparts": [host],
                "channel": "visit",
                "occurred": span,
                "filed": filed.isoformat(),
                "value": value,
                "place": place,
            }
            events.append(_event("disclosure", self.record_id, record))
        return events

    def _member(self) -> Event:
        family = (37 * self.number + self.number // len(_GIVEN)) % (len(_START) * len(_END))
        start, end = divmod(family, len(_END))
        return {
            "name": f"{_GIVEN[self.number % len(_GIVEN)]} {_START[start]}{_END[end]}",
            "kind": "politician",
            "country": "GB",
            "office": "member_of_parliament",
            "ids": {"gb-mnis": str(900_000 + self.number)},
        }

    def _host(self) -> tuple[str, str, str, str]:
        name, country, city = _HOSTS[self.number // DAYS % len(_HOSTS)]
        return name, "party_foundation", country, city


def coverage(now: datetime) -> Event:
    """Return the sync that lets an absence from the register be judged."""
    data = {
        "register": REGISTER,
        "from": COVERED_FROM.isoformat(),
        "to": now.date().isoformat(),
        "synced": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    return _event("coverage", "coverage-1", data)


def stream(seed: int, now: datetime) -> Iterator[Event]:
    """Yield events without end: the sync, then visits and records in mixed order."""
    order = random.Random(seed)
    yield coverage(now)
    waiting: list[Event] = []
    number = 0
    while True:
        while len(waiting) < _MIXED:
            number += 1
            waiting.extend(Visit(number).events())
        yield waiting.pop(order.randrange(len(waiting)))


def expected(accepted: Collection[str]) -> dict[str, str]:
    """Return the verdict on each visit among the accepted event ids, by the visit's id."""
    verdicts = {}
    for id_ in accepted:
        if id_.startswith("e-"):
            visit = Visit(int(id_.removeprefix("e-")))
            verdicts[id_] = visit.verdict if visit.record_id in accepted else "missing"
    return verdicts


def recorded(accepted: Collection[str]) -> frozenset[str]:
    """Return the ids of the register's records among the accepted event ids."""
    return frozenset(id_ for id_ in accepted if id_.startswith("d-"))


def _event(kind: str, id_: str, data: Event) -> Event:
    return {
        "specversion": "1.0",
        "type": f"org.interparty.{kind}.v1",
        "source": SOURCE,
        "id": id_,
        "time": "2026-01-05T09:00:00Z",
        "datacontenttype": "application/json",
        "data": data,
    }
