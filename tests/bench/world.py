"""A realistic world of events: common first names, a few thousand people, all rules at work.

The same numbers give the same events on every machine.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

import orjson

from interparty_shared.bus.base import Message
from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref
from interparty_shared.wire import codec

Event = dict[str, Any]

SOURCE = "urn:bench"
FIRST_DAY = date(2025, 10, 1)
DAYS = 390
TIME = datetime(2026, 1, 1, tzinfo=UTC)

# Most common first: one in twenty is called by the first, as in a real legislature.
FIRST = (
    "John David Sarah James Andrew Paul Mark Richard Michael Robert Chris Stephen Peter Helen Emma"
    " Rachel Nick Alex Alison Julie Simon Ben Tom Catherine Anna Rebecca Jonathan Matt Daniel Martin"
    " Tim Jim Laura Kate Lisa Rosie Ian Graham Luke Adam Karen Jess Claire Wendy Gareth Nadia Tulip"
    " Priti Rishi Zarah Apsana Kemi Afzal Naz Yasmin Imran Bambos Stella Siobhain Liam Owen Rhys"
    " Angus Kirsty Deidre Pete Drew Alan Ronnie Neil"
).split()
LAST = (
    "Smith Jones Brown Wilson Evans Davies Johnson Williams Robinson Thompson Lewis Walker White"
    " Edwards Hughes Green Hall Wood Harris Martin Jackson Clarke Clark Turner Hill Scott Cooper"
    " Morris Ward Moore King Watson Baker Harrison Morgan Patel Young Allen Mitchell James Anderson"
    " Phillips Lee Bell Parker Davis Bennett Miller Cook Shaw Cox Griffiths Richardson Khan Marshall"
    " Carter Collins Webb Simpson Gray Ellis Foster Hunt Murray Begum Ali Owen Holmes Mills Rogers"
    " Stevens Palmer Grant Ahmed Reid Knight Butler Barnes Stone Byrne Dunn Pearce Perry Hart Lynch"
    " Doyle Burgon Cleverly Tugendhat Onwurah Kyle Streeting Sobel Swayne Duguid Lavery Zeichner"
    " Trickett Malhotra Dhesi Opperman Philp Raab Vickers Whittome Eshalomi Sunderland Fovargue"
).split()


def _surnames(count: int) -> list[str]:
    """Make up rarer surnames: with them two people of 300 bear like ones, as in a real legislature."""
    chance = random.Random(0)
    starts = "B Br C Ch Cl D Dr F Fl G Gr H J K L M N P Pr R S Sh St T Th Tr V W Wh Y".split()
    middles = "a e i o u ai ea oo ou y".split()
    stops = "b ck d ff g ld ll m nd ng p r rt s st th tt v x z".split()
    ends = "er ey in ow ard ham ley man ons ton".split()
    parts = (starts, middles, stops, ends)
    return ["".join(map(chance.choice, parts)) for _ in range(count)]


RARE = 900
PLACES = "Berlin Havana Ankara Beirut Lagos Seoul Tirana Nairobi Lima Skopje Yerevan Tunis".split()
KINDS = "Foundation Institute Forum Centre Association Council".split()
COUNTRIES = "DE US CN TR IL QA AE TW IN KR NO CH".split()
CHANNELS = ("visit", "visit", "visit", "forum", "meeting", "training", "communication")


def _skewed(values: Sequence[str], flat: int) -> tuple[Sequence[str], list[float]]:
    return values, list(accumulate(1 / (rank + flat) for rank in range(len(values))))


_Skewed = tuple[Sequence[str], list[float]]
_FIRST = _skewed(FIRST, 8)


def _pick(chance: random.Random, skewed: _Skewed) -> str:
    values, weights = skewed
    return chance.choices(values, cum_weights=weights)[0]


def _people(
    chance: random.Random, last: _Skewed, count: int, country: str, office: str
) -> list[Event]:
    found: dict[str, Event] = {}
    while len(found) < count:
        name = f"{_pick(chance, _FIRST)} {_pick(chance, last)}"
        if name in found:
            name = (
                f"{name.split(maxsplit=1)[0]} {_pick(chance, _FIRST)} {name.rsplit(maxsplit=1)[-1]}"
            )
        found[name] = {"name": name, "kind": "politician", "country": country, "office": office}
    return list(found.values())


@dataclass
class World:
    """Makes events one after the other; later ones refer to earlier ones."""

    seed: int = 1
    made: int = 0
    years: float | None = None
    """Over how many years that end with the world's last day the events lie, in the order of their days;
    None: all in the same year and a month, in no order. A million events of a year would give each of
    these people several trips a day, and every one would be held against dozens of records."""
    of: int = 1
    """How many events there will be in all: by that their days are spread over the years."""
    size: int = 1
    """How many times as many people and bodies there are as one house of each kind has."""
    days: int = DAYS
    """In how many days all of it happens."""
    chance: random.Random = field(init=False)
    _trips: list[tuple[str, str, Event]] = field(default_factory=list)
    """What disclosures, corrections and retractions may speak of: (id, kind of holder, data)."""

    def __post_init__(self) -> None:
        chance, size = random.Random(self.seed), self.size
        self.chance = chance
        last = _skewed([*LAST, *_surnames(RARE * size)], 40)
        members = _people(chance, last, 650 * size, "GB", "member_of_parliament")
        for number, member in enumerate(members):
            if number % 3:  # a collector does not always know the register's own number
                member["ids"] = {"gb-mnis": str(1000 + number)}
        managers = _people(chance, last, 150 * size, "BE", "institution_manager")
        for manager in managers:
            manager["of"] = {"name": "European Parliament", "kind": "legislature"}
        self._holders = {
            "gb": members,
            "ca": _people(chance, last, 338 * size, "CA", "member_of_parliament"),
            "eu": managers,
            "other": _people(chance, last, 1500 * size, "FR", "party_official"),
        }
        self._bodies = [
            {
                "name": f"{_pick(chance, last)} {place} {kind}",
                "kind": chance.choice(("party_foundation", "party_international", "government")),
                "country": chance.choice(COUNTRIES),
            }
            for place in PLACES
            for kind in KINDS
            for _ in range(6 * size)
        ]

    def events(self, count: int) -> Iterator[Event]:
        """Make so many events: of twenty, 11 engagements, 7 disclosures, 1 correction, 1 other."""
        for _ in range(count):
            self.made += 1
            roll = self.chance.random()
            if roll < 0.55 or not self._trips:
                yield self._engagement()
            elif roll < 0.92:
                yield self._disclosure()
            elif roll < 0.97:
                yield self._correction()
            elif roll < 0.985:
                yield self._retraction()
            elif roll < 0.999:
                yield self._actor()
            else:
                yield self._coverage()

    def _day(self, after: int) -> date:
        """Return the day so many days after all has happened."""
        return FIRST_DAY + timedelta(days=self.days + after)

    def _event(self, type_: str, data: Event, id_: str, time: datetime = TIME) -> Event:
        return {
            "specversion": "1.0",
            "type": type_,
            "source": SOURCE,
            "id": id_,
            "time": time.isoformat(),
            "data": data,
        }

    def _engagement(self) -> Event:
        chance = self.chance
        who = chance.choices(("gb", "ca", "eu", "other"), weights=(45, 20, 15, 20))[0]
        first = self._first_day()
        last = first + timedelta(days=chance.randrange(6))
        body = chance.choice(self._bodies)
        guests = [{**chance.choice(self._holders[who]), "role": "guest"}]
        if chance.random() < 0.25:
            guests.append({**chance.choice(self._holders[who]), "role": "guest"})
        channel = "meeting" if who == "eu" else chance.choice(CHANNELS)
        id_ = f"e{self.made}"
        data: Event = {
            "channel": channel,
            "occurred": {"from": first.isoformat(), "to": last.isoformat()},
            "title": f"Talks with {body['name']} in {chance.choice(PLACES)}",
            "place": {"country": body["country"], "city": chance.choice(PLACES)},
            "participants": [*guests, {**body, "role": "funder"}],
            "sources": [
                {
                    "url": f"https://example.org/reports/{self.made}",
                    "publisher": "Example Observer",
                    "published": last.isoformat(),
                    "side": "host",
                }
            ],
        }
        if chance.random() < 0.7:
            amount = f"{chance.randrange(100, 4000)}.00"
            data["value"] = {"amount": amount, "currency": "CAD" if who == "ca" else "GBP"}
        self._trips.append((id_, who, data))
        if len(self._trips) > 20_000:
            del self._trips[:10_000]
        return self._event(words.EVENT_ENGAGEMENT, data, id_)

    def _first_day(self) -> date:
        if self.years is None:
            return FIRST_DAY + timedelta(days=self.chance.randrange(self.days))
        span = self.years * 365
        late = span * (1 - self.made / self.of) + self.chance.randrange(30)
        return FIRST_DAY + timedelta(days=DAYS) - timedelta(days=int(late))

    def _disclosure(self) -> Event:
        chance = self.chance
        _, who, trip = chance.choice(self._trips)
        if who == "other":
            who = "gb"
        register = {"gb": "gb-commons", "ca": "ca-mp-travel", "eu": "eu-ep-meetings"}[who]
        answers = chance.random() < 0.7
        filer = trip["participants"][0] if answers else chance.choice(self._holders[who])
        body = trip["participants"][-1] if answers else chance.choice(self._bodies)
        day = date.fromisoformat(trip["occurred"]["to"])
        data: Event = {
            "register": register,
            "record_id": str(self.made),
            "filer": {name: filer[name] for name in ("name", "country", "ids") if name in filer},
            "counterparts": [{"name": body["name"], "country": body["country"]}],
            "channel": "visit",
            "occurred": trip["occurred"],
            "filed": min(day + timedelta(days=chance.randrange(5, 60)), self._day(25)).isoformat(),
            "place": {"country": body["country"]},
            "url": f"https://example.org/register/{self.made}",
        }
        if answers and "value" in trip:
            data["value"] = trip["value"]
        return self._event(words.EVENT_DISCLOSURE, data, f"d{self.made}")

    def _correction(self) -> Event:
        id_, _, trip = self.chance.choice(self._trips)
        data = {**trip, "value": {"amount": f"{self.made % 3000 + 100}.00", "currency": "GBP"}}
        time = TIME + timedelta(seconds=self.made)
        return self._event(words.EVENT_ENGAGEMENT, data, id_, time)

    def _retraction(self) -> Event:
        id_, _, _ = self.chance.choice(self._trips)
        data = {"engagement": {"source": SOURCE, "id": id_}, "reason": "reported in error"}
        time = TIME + timedelta(seconds=self.made)
        return self._event(words.EVENT_RETRACTED, data, f"r{self.made}", time)

    def _actor(self) -> Event:
        number = self.chance.randrange(len(self._bodies))
        body = self._bodies[number]
        data = {
            "id": f"bench:{number}",
            "kind": body["kind"],
            "country": body["country"],
            "names": [{"name": body["name"]}],
        }
        time = TIME + timedelta(seconds=self.made)
        return self._event(words.EVENT_ACTOR, data, f"a{number}", time)

    def _coverage(self) -> Event:
        register = self.chance.choice(("gb-commons", "ca-mp-travel", "eu-ep-meetings"))
        synced = datetime.combine(self._day(6), time(4), UTC) + timedelta(seconds=self.made)
        data = {
            "register": register,
            "from": "2025-01-01",
            "to": self._day(5).isoformat(),
            "synced": synced.isoformat(),
        }
        return self._event(words.EVENT_COVERAGE, data, f"c{self.made}")


def message(posted: Event, *, lane: str = "live", received: datetime = TIME) -> Message:
    """Return the log message that ingest makes of an event."""
    return codec.event_message(
        orjson.dumps(posted),
        type_=posted["type"],
        ref=Ref(posted["source"], posted["id"]),
        data=posted["data"],
        lane=lane,
        received=received,
        trace="00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        producer="bench",
    )
