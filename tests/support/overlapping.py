"""Worlds in which several sources report the same engagements."""

import random

from tests.support import builders
from tests.support.builders import Event


def overlapping(chance: random.Random) -> list[Event]:
    """Return reports by several sources of few visits, some of them taken back, and records."""
    world: list[Event] = []
    for number in range(24):
        posted = builders.engagement(
            f"e{number % 3}",
            source=f"urn:{chance.choice('abcdef')}",
            first=f"2026-02-0{chance.randint(1, 3)}",
            last="2026-02-04",
            participants=[
                builders.member(chance.choice(["Member Alpha", "Member Omega"])),
                builders.funder(),
            ],
            place=chance.choice([None, "DE", "FR"]),
            time=builders.at(chance.randint(0, 3)),
        )
        world.append(posted)
        if chance.random() < 0.2:
            gone = builders.retraction(posted["id"], id_=f"r{number}", time=builders.at(2))
            gone["data"]["engagement"]["source"] = posted["source"]
            world.append(gone)
    world.append(builders.disclosure(filer={"name": "Member Alpha"}, first="2026-02-02", last=None))
    return [*world, builders.coverage("2026-01-01", "2026-05-30")]
