"""Facts for the tests of the domain: a default visit, and random ones that collide often."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from interparty_shared import packs
from interparty_shared.domain import countries, words
from interparty_shared.domain.facts import Actor, Coverage, Days, Disclosure, Engagement, Ref, Stamp
from interparty_shared.domain.money import Money
from interparty_shared.domain.regimes import Regime

GB, CA, EU = (
    next(one for one in packs.load() if one.id == id_)
    for id_ in ("GB-MP-VISITS", "CA-MP-TRAVEL", "EU-EP-MANAGERS")
)
PACKS: tuple[Regime, ...] = (GB, CA, EU)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = date(2026, 6, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def money(amount: str, currency: str = "GBP") -> Money:
    return Money(Decimal(amount), currency)


def member(name: str = "Member M", **changes: Any) -> Actor:
    standing = Actor(
        name,
        kind="politician",
        country="GB",
        office="member_of_parliament",
        role="guest",
        of=Actor("Party A", kind="party"),
    )
    return replace(standing, **changes)


def funder(name: str = "Foundation F", **changes: Any) -> Actor:
    return replace(Actor(name, kind="party_foundation", country="DE", role="funder"), **changes)


def visit(*who: Actor, **changes: Any) -> Engagement:
    standing = Engagement(
        ref=Ref("urn:test", "e1"),
        channel="visit",
        occurred=Days(day("2026-02-01"), day("2026-02-04")),
        end_known=True,
        participants=who or (member(), funder()),
        countries=("DE",),
        value=money("900.00"),
    )
    return replace(standing, **changes)


def record(id_: str = "1", **changes: Any) -> Disclosure:
    standing = Disclosure(
        ref=Ref("urn:test", f"d{id_}"),
        stamp=Stamp(NOON, id_),
        register="gb-commons",
        record_id=id_,
        filer=Actor("Member M"),
        counterparts=(Actor("Foundation F"),),
        occurred=Days(day("2026-02-01"), day("2026-02-04")),
        filed=day("2026-02-20"),
        value=money("900.00"),
        countries=("DE",),
    )
    return replace(standing, **changes)


def sync(
    first: str, last: str, synced: str | None = None, register: str = "gb-commons"
) -> Coverage:
    moment = datetime.fromisoformat(f"{synced or last}T06:00:00+00:00")
    return Coverage(moment, day(first), day(last), register)


def mostly(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return the value, or now and then nothing."""
    return st.one_of(value, value, value, st.none())


PEOPLE = [
    "Member M",
    "M Member",
    "Rt Hon Member M",
    "Member Em",
    "Lord Member",
    "议员甲",
    "Doe, Alex",
]
BODIES = ["Foundation F", "F Stiftung", "Party A", "The Party A", "House of Commons", "Bureau"]
PLACES = st.sampled_from(["GB", "CA", "DE", "CN"])
DATES = st.integers(0, 90).map(lambda days: day("2026-01-20") + timedelta(days=days))
AMOUNTS = st.builds(
    money,
    st.sampled_from(["0.00", "200", "300", "300.01", "900.00"]),
    st.sampled_from(["GBP", "CAD", "EUR"]),
)
IDS = st.sampled_from([(), (), (("gb-mnis", "1"),), (("gb-mnis", "2"),), (("epid", "1"),)])

PERSONS = st.builds(
    Actor,
    name=st.sampled_from(PEOPLE),
    kind=mostly(st.just("politician")),
    country=mostly(PLACES),
    office=mostly(st.sampled_from(["member_of_parliament", "minister", "institution_manager"])),
    chamber=st.sampled_from([None, None, "commons", "lords", "senedd"]),
    ids=IDS,
    of=mostly(st.builds(Actor, name=st.sampled_from(["Party A", "European Parliament"]))),
    role=st.sampled_from([None, "guest", "host", "funder", "attendee"]),
)
ORGANISATIONS = st.builds(
    Actor,
    name=st.sampled_from(BODIES),
    kind=mostly(st.sampled_from(["party", "party_foundation", "government", "embassy", "other"])),
    country=mostly(PLACES),
    role=mostly(st.sampled_from(["funder", "funder", "host"])),
    pays=st.one_of(st.none(), AMOUNTS),
)


def spans(dates: st.SearchStrategy[date] = DATES) -> st.SearchStrategy[Days]:
    return st.builds(
        lambda start, length: Days(start, start + timedelta(days=length)), dates, st.integers(0, 7)
    )


_ANY_ENGAGEMENT = st.builds(
    Engagement,
    ref=st.just(Ref("urn:test", "e1")),
    channel=st.sampled_from(["visit", "visit", "visit", "meeting", "forum", "agreement"]),
    occurred=spans(),
    end_known=st.sampled_from([True, True, True, False]),
    participants=st.builds(
        lambda people, bodies: (*people, *bodies),
        st.lists(PERSONS, min_size=1, max_size=3),
        st.lists(ORGANISATIONS, min_size=1, max_size=3),
    ),
    countries=st.lists(PLACES, max_size=2).map(tuple),
    value=mostly(AMOUNTS),
)
_ANY_RECORD = st.builds(
    Disclosure,
    ref=st.builds(Ref, st.sampled_from(["urn:a", "urn:b"]), st.sampled_from(["1", "2", "3"])),
    stamp=st.builds(
        Stamp, st.integers(0, 200).map(lambda days: NOON + timedelta(days=days)), st.just("")
    ),
    register=st.sampled_from(["gb-commons", "gb-commons", "ca-mp-travel", "eu-ep-meetings"]),
    record_id=st.sampled_from(["1", "2", "3"]),
    filer=st.builds(Actor, name=st.sampled_from(PEOPLE), ids=IDS, country=mostly(PLACES)),
    counterparts=st.lists(st.sampled_from(BODIES).map(Actor), max_size=2).map(tuple),
    occurred=mostly(spans()),
    filed=mostly(DATES),
    value=mostly(AMOUNTS),
    countries=st.lists(PLACES, max_size=1).map(tuple),
    withdrawn=st.sampled_from([False, False, False, True]),
)
# Facts that agree in nearly everything: random ones alone seldom get as far as a record or an absence.
_GUESTS = st.sampled_from(
    [
        (member(),),
        (member(),),
        (member(),),
        (member(ids=(("gb-mnis", "1"),)),),
        (member(), member("Member Em")),
    ]
)
_PAYERS = st.sampled_from([(funder(),), (funder(),), (funder(), funder("Party A", kind="party"))])
_NEARLY_OWED = st.builds(
    lambda who, payers, occurred, worth: visit(*who, *payers, occurred=occurred, value=worth),
    _GUESTS,
    _PAYERS,
    spans(st.sampled_from(["2026-02-01", "2026-02-01", "2026-02-03"]).map(day)),
    st.one_of(st.just(money("900.00")), st.just(money("900.00")), mostly(AMOUNTS)),
)
_NEARLY_ANSWERING = st.builds(
    lambda id_, source, changes: record(id_, ref=Ref(source, id_), **changes),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["urn:a", "urn:b"]),
    st.fixed_dictionaries(
        {
            "filed": st.sampled_from(["2026-01-25", "2026-02-20", "2026-03-20", "2026-08-01"]).map(
                day
            ),
            "filer": st.sampled_from(
                [
                    Actor("Member M"),
                    Actor("Member M"),
                    Actor("M Memberr"),
                    Actor("Em M", ids=(("gb-mnis", "1"),)),
                ]
            ),
        },
        optional={
            "occurred": spans(st.sampled_from(["2026-02-01", "2026-02-06", "2026-02-14"]).map(day)),
            "countries": st.sampled_from([(), ("DE",), ("FR",)]),
            "counterparts": st.sampled_from([(), (Actor("Club X"),), (Actor("Party A"),)]),
            "withdrawn": st.just(True),
        },
    ),
)
ENGAGEMENTS = st.one_of(_ANY_ENGAGEMENT, _NEARLY_OWED, _NEARLY_OWED, _NEARLY_OWED)
RECORDS = st.one_of(_ANY_RECORD, _NEARLY_ANSWERING)
SYNCS = st.builds(
    lambda end, ahead, register: Coverage(
        datetime.combine(end + timedelta(days=ahead), NOON.timetz()),
        day("2026-01-01"),
        end,
        register,
    ),
    st.one_of(DATES, st.just(day("2026-04-20"))),
    st.integers(0, 120),
    st.sampled_from(["gb-commons", "gb-commons", "ca-mp-travel", "eu-ep-meetings"]),
)


def unique(records: list[Disclosure]) -> list[Disclosure]:
    """Return one version per event, as the store keeps it."""
    return list(
        {
            one.ref: replace(one, stamp=Stamp(one.stamp.time, repr(one.ref))) for one in records
        }.values()
    )


COUNTRY = st.sampled_from(sorted(countries.CODES))
NAMES = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)
POSTED_DAY = st.dates().map(date.isoformat)
_MONEY = st.fixed_dictionaries(
    {
        "amount": st.from_regex(r"[0-9]{1,15}(\.[0-9]{1,4})?", fullmatch=True).filter(str.isascii),
        "currency": st.from_regex(r"[A-Z]{3}", fullmatch=True),
    }
)
_SPAN = st.tuples(st.dates(), st.one_of(st.none(), st.dates())).map(
    lambda two: {
        "from": min(filter(None, two)).isoformat(),
        **({"to": max(filter(None, two)).isoformat()} if two[1] else {}),
    }
)
_IDS = st.dictionaries(st.sampled_from(["gb-mnis", "epid", "x"]), NAMES, max_size=2)


def _either(options: dict[str, st.SearchStrategy[Any]], **required: Any) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        required, optional={key: st.one_of(st.none(), value) for key, value in options.items()}
    )


POSTED_ACTOR: dict[str, Any] = {
    "kind": st.sampled_from(sorted(words.ACTOR_KINDS)),
    "country": COUNTRY,
    "office": st.sampled_from(sorted(words.OFFICES)),
    "chamber": st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
    "ids": _IDS,
    "of": _either(
        {"kind": st.sampled_from(sorted(words.ACTOR_KINDS)), "country": COUNTRY}, name=NAMES
    ),
}
POSTED_ENGAGEMENT = _either(
    {
        "title": NAMES,
        "place": _either(
            {"country": COUNTRY, "city": NAMES, "countries": st.lists(COUNTRY, max_size=3)}
        ),
        "value": _MONEY,
        "topics": st.lists(st.just("elections"), max_size=1),
        "sources": st.lists(_either({"published": POSTED_DAY}), max_size=1),
    },
    channel=st.sampled_from(sorted(words.CHANNELS)),
    occurred=_SPAN,
    participants=st.lists(
        _either(
            {**POSTED_ACTOR, "role": st.sampled_from(sorted(words.ROLES)), "pays": _MONEY},
            name=NAMES,
        ),
        min_size=2,
        max_size=4,
    ),
)
POSTED_DISCLOSURE = _either(
    {
        "channel": st.sampled_from(sorted(words.CHANNELS)),
        "occurred": _SPAN,
        "filed": POSTED_DAY,
        "published": POSTED_DAY,
        "value": _MONEY,
        "purpose": NAMES,
        "place": _either({"country": COUNTRY}),
    },
    register=st.just("gb-commons"),
    record_id=NAMES,
    filer=_either(POSTED_ACTOR, name=NAMES),
    counterparts=st.lists(_either(POSTED_ACTOR, name=NAMES), max_size=2),
)

Maker = Callable[..., Any]
