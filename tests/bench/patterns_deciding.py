"""What deciding patterns costs: `python -m tests.bench.patterns_deciding PAIRS` decides weeks of a world.

The world has so many pairs of bodies, four contacts each on average, over the years that rules remember.
Written as JSON: bytes that a history keeps for a contact, the peak while all rules decide `WEEKS` weeks,
the CPU of each kind for an event of these weeks, and that of the rules on disclosure for the same events.
"""

import gc
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from interparty_shared import packs
from interparty_shared.backtest.patterns import as_live
from interparty_shared.domain import holders, identity, obligations
from interparty_shared.domain.contacts import Body, contacts_of
from interparty_shared.domain.facts import Actor, Days, Engagement, Ref
from interparty_shared.domain.patterns.flags import flags
from interparty_shared.domain.patterns.history import History, Met, Party
from interparty_shared.domain.patterns.statistics.weeks import week_of, week_start
from interparty_shared.packs import patterns

CONTACTS_A_PAIR = 4
SPAN = 265
LAST = week_of(week_start(105_700))
WEEKS = 4
MEASURED = 2_000
PARTIES, BODIES = 2_000, 3_001
AWAY = ("CN", "VN", "US", "RU", "TR", "IN", "BR")
HOME = ("DE", "FR", "IT", "ES", "GB", "PL", "SE", "GR", "PT", "AT", "RO")


def engagements(pairs: int) -> Iterator[Engagement]:
    """Give a member of a parliament and a foreign body that meet, pair by pair as often as 1 / rank."""
    dice = random.Random(1)
    weights = [1.0 / (rank + 10) for rank in range(pairs)]
    for number, pair in enumerate(
        dice.choices(range(pairs), weights=weights, k=CONTACTS_A_PAIR * pairs)
    ):
        day = week_start(LAST - SPAN + 1) + timedelta(days=dice.randrange(7 * SPAN))
        ours, theirs = pair % PARTIES, (pair * 7 + pair // PARTIES) % BODIES
        home = HOME[ours % len(HOME)]
        guest = Actor(
            f"Member {pair % 50_000}",
            kind="politician",
            country=home,
            office="member_of_parliament",
            role="guest",
            of=Actor(f"Party No. {ours}", kind="party", country=home),
        )
        away = AWAY[theirs % len(AWAY)]
        body = Actor(f"Body {theirs}", kind="party_organ", country=away, role="host")
        yield Engagement(
            Ref("urn:example:meetings", f"meeting-{number}-of-the-world"),
            dice.choice(("meeting", "visit")),
            Days(day, day),
            False,
            (guest, body),
        )


def met(pairs: int) -> Iterator[Met]:
    """Give the contacts of the world, each made as it goes, as they come from a database."""
    parties: dict[Body, Party] = {}
    for one in engagements(pairs):
        for contact in contacts_of(one).found:
            for body in (contact.a, contact.b):
                if body not in parties:
                    parties[body] = Party(identity.actor_key(body.actor), body.actor)
            yield Met(contact, parties[contact.a], parties[contact.b])


def measured(pairs: int) -> dict[str, object]:
    """Return the figures of a world of so many pairs."""
    rules = as_live(patterns.load())
    for _ in met(10):
        pass  # what is imported and loaded at first
    gc.collect()
    empty = _resident()
    began = time.process_time()
    history = History(met(pairs), since=LAST - SPAN + 1)
    filled = time.process_time() - began
    gc.collect()
    kept = _resident() - empty
    # One event in the world has WEEKS / SPAN of these weeks: what a kind costs is told for one of these.
    events = max(1, CONTACTS_A_PAIR * pairs * WEEKS // SPAN)
    kinds: dict[str, float] = {}
    for rule in rules:
        began = time.process_time()
        found = sum(1 for _ in flags([rule], history, LAST - WEEKS + 1, LAST))
        kinds[f"{rule.id}, {found} found"] = 1e6 * (time.process_time() - began) / events
    return {
        "pairs": pairs,
        "contacts": CONTACTS_A_PAIR * pairs,
        "made_and_kept_microseconds_per_contact": 1e6 * filled / (CONTACTS_A_PAIR * pairs),
        "mebibytes": kept / 2**20,
        "bytes_per_contact": kept / (CONTACTS_A_PAIR * pairs),
        "peak_mebibytes": _peak() - empty / 2**20,
        "microseconds_per_event": kinds,
        "disclosure_microseconds_per_event": _disclosure(pairs),
    }


def _disclosure(pairs: int) -> float:
    """Return the CPU of asking every rule on disclosure for an event, and judging what is owed."""
    rules = packs.load()
    some = [one for one, _ in zip(engagements(min(pairs, MEASURED)), range(MEASURED), strict=False)]
    began = time.process_time()
    for one in some:
        who = holders.present(one)
        for regime in rules:
            if one.channel in regime.channels and regime.in_force(one.occurred.end):
                if not holders.could_bind(regime, who, one.channel):
                    continue
                for duty in obligations.duties(replace(one), regime):
                    obligations.judge(duty, (), (), one.occurred.end)
    return 1e6 * (time.process_time() - began) / len(some)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def _peak() -> float:
    """Return the most memory that this process ever had, in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
