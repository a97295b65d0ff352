"""Who is meant by a name: ours against general matchers, on the same names and the same records.

The data folder is named by INTERPARTY_BENCH_DATA; without it there is nothing to measure. Peers are
given the best threshold for each set, found on the set itself, and are right where one of several
equal best records is. Ours has the thresholds it ships with, and "ambiguous" is no answer.
"""

import gc
import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.comparing import Query
from interparty_shared.domain.resolving.deciding import Resolution
from interparty_shared.domain.resolving.gazetteer import Gazetteer
from interparty_shared.reference import lexicon
from tests.bench.figures import Figure
from tests.bench.matching_pairs import Pair, pairs, scored
from tests.bench.matching_sets import NIL, Asked, Set, fara_and_parliament, idcpc, variants
from tests.bench.matching_world import gazetteer
from tests.bench.peers import interpreter
from tests.bench.servers import Servers

HERE = Path(__file__).parent
COUNTED = frozenset({"same", "compound", "decoy"})
"""Relations that have one right answer; the others are told beside."""
GOAL_F1 = 0.95


@dataclass(frozen=True, slots=True)
class Measured:
    """Right answers, wrong ones, and answers that were not given."""

    right: int
    wrong: int
    missed: int
    silent: int
    """Nobody was meant, and nobody was named."""

    @property
    def precision(self) -> float:
        """Return the share of answers that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Return the share of names with an answer that were given it."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        said = self.right + self.missed + self.silent
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f} (n={said})"


def measured(answers: Iterable[tuple[Asked, frozenset[str] | None]]) -> Measured:
    """Return how good answers are; None: nobody was named."""
    counts: Counter[str] = Counter()
    for asked, answer in answers:
        if asked.relation not in COUNTED:
            continue
        if NIL in asked.expected:
            counts["wrong" if answer else "silent"] += 1
            counts["false"] += bool(answer)
        elif answer and answer <= asked.expected:
            counts["right"] += 1
        else:
            counts["missed"] += 1
            counts["wrong"] += bool(answer)
    return Measured(
        counts["right"], counts["wrong"], counts["missed"], counts["silent"] + counts["false"]
    )


def answer_of(resolution: Resolution) -> frozenset[str] | None:
    """Return the ids that a verdict names."""
    if resolution.verdict != "match":
        return None
    return frozenset(one.record.id for one in resolution.matched)


async def matching(servers: Servers, *, quick: bool = False) -> list[Figure]:
    """Measure every set; `quick` leaves the peers out."""
    data = _folder()
    if data is None:
        print("matching: INTERPARTY_BENCH_DATA names no folder; nothing is measured")
        return []
    parties = gazetteer(data)
    sets = (idcpc(data), variants(data, parties), fara_and_parliament())
    held = pairs(data)
    python = None if quick else interpreter()
    figures: list[Figure] = []
    for one in sets:
        figures += _set(one, [*parties, *one.records], python)
    figures += _pairs(held, python)
    figures.append(_speed(parties))
    return figures


def _folder() -> Path | None:
    folder = Path(os.environ.get("INTERPARTY_BENCH_DATA", ""))
    return folder if folder.name and folder.is_dir() else None


def _set(one: Set, records: Sequence[ActorRecord], python: Path | None) -> list[Figure]:
    known = Gazetteer(records, lexicon.load())
    queries = [Query(asked.name, None, asked.country, asked.day) for asked in one.asked]
    began = time.process_time()
    resolved = [known.resolve(query) for query in queries]
    speed = len(queries) / max(1e-9, time.process_time() - began)
    answers = list(zip(one.asked, map(answer_of, resolved), strict=True))
    ours = measured(answers)
    notes = [f"ours: {ours}", *_by_script(answers), *_by_relation(one.asked, resolved)]
    notes.append(f"blocking keeps {_blocking(one, queries, known):.3f} of the true pairs")
    best, fastest = {}, {}
    if python is not None:
        for peer, said in _ask_peers(python, records, one.asked, []).items():
            threshold, theirs = _best_threshold(one.asked, said["best"])
            best[peer], fastest[peer] = theirs.f1, len(queries) / max(1e-9, said["seconds"])
            notes.append(f"{peer}: {theirs} at {threshold:.2f}, {fastest[peer]:.0f} names/s")
    top = max(best, key=lambda peer: best[peer]) if best else ""
    print(f"{one.name}\n  " + "\n  ".join(notes))
    return [
        Figure(
            f"F1, {one.name}", "", (ours.f1,), (best[top],) if top else (), top, notes=tuple(notes)
        ),
        Figure(
            f"names a second, {one.name}",
            "/s",
            (speed,),
            (fastest[top],) if top else (),
            top,
            goal=10.0 if top else None,
        ),
    ]


def _by_script(answers: Sequence[tuple[Asked, frozenset[str] | None]]) -> list[str]:
    scripts = sorted({asked.script for asked, _ in answers})
    if len(scripts) < 2:
        return []
    return [
        f"  {script}: {measured((a, b) for a, b in answers if a.script == script)}"
        for script in scripts
    ]


def _by_relation(asked: Sequence[Asked], resolved: Sequence[Resolution]) -> list[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for one, resolution in zip(asked, resolved, strict=True):
        ids = answer_of(resolution)
        verdict = (
            "right" if ids and ids <= one.expected else "another" if ids else resolution.verdict
        )
        counts[one.relation, verdict] += 1
    relations = sorted({relation for relation, _ in counts} - {"same"})
    return [
        f"  {relation}: "
        + ", ".join(
            f"{verdict} {n}" for (of, verdict), n in sorted(counts.items()) if of == relation
        )
        for relation in relations
    ]


def _blocking(one: Set, queries: Sequence[Query], known: Gazetteer) -> float:
    """Return the share of names with an answer whose record is among the candidates, of its parts too."""
    found = wanted = 0
    for asked, query in zip(one.asked, queries, strict=True):
        if NIL in asked.expected or asked.relation != "same" or len(asked.expected) > 1:
            continue
        wanted += 1
        read = (query, *(replace(query, name=part) for part in known.matcher.parts(query.name)))
        near = {record.id for each in read for record in known.candidates(each)}
        found += bool(asked.expected & near)
    return found / max(1, wanted)


def _pairs(held: Sequence[Pair], python: Path | None) -> list[Figure]:
    ours = scored(held)
    notes = [f"ours: {ours}"]
    peers = {}
    if python is not None:
        for peer, said in _ask_peers(python, [], [], held).items():
            peers[peer] = max(
                (scored(held, said["pairs"], at / 100) for at in range(30, 100)),
                key=lambda one: one.f1,
            )
            notes.append(f"{peer}: {peers[peer]}")
    top = max(peers, key=lambda peer: peers[peer].f1) if peers else ""
    print("pairs of names by the makers of nomenklatura\n  " + "\n  ".join(notes))
    theirs = (peers[top].f1,) if top else ()
    return [
        Figure(
            "F1, pairs of names by the makers of nomenklatura",
            "",
            (ours.f1,),
            theirs,
            top,
            notes=tuple(notes),
        )
    ]


def _speed(parties: Sequence[ActorRecord]) -> Figure:
    """Return how many participants a second are resolved, each name once, against all parties."""
    known = Gazetteer(parties, lexicon.load())
    queries = [
        Query(one.names[len(one.names) // 2], one.kind, one.country, None) for one in parties
    ]
    gc.freeze()  # what is loaded stays: the collector need not go through it again and again
    began = time.process_time()
    for query in queries:
        known.resolve(query)
    first = len(queries) / (time.process_time() - began)
    began = time.process_time()
    for query in queries:
        known.resolve(query)
    again = len(queries) / (time.process_time() - began)
    print(
        f"speed: {first:.0f} names/s never seen before, {again:.0f} names/s seen before, one core"
    )
    return Figure(
        "participants a second, whole gazetteer",
        "/s",
        (first,),
        notes=(f"names seen before: {again:.0f}/s",),
    )


def _best_threshold(
    asked: Sequence[Asked], best: Sequence[tuple[list[str], float]]
) -> tuple[float, Measured]:
    found = []
    for at in range(30, 101):
        answers = []
        for one, (ids, score) in zip(asked, best, strict=True):
            fitting = one.expected & set(ids)
            answer = (fitting or frozenset(ids[:1])) if score >= at / 100 else None
            answers.append((one, answer))
        found.append((at / 100, measured(answers)))
    return max(found, key=lambda one: one[1].f1)


def _ask_peers(
    python: Path, records: Sequence[ActorRecord], asked: Sequence[Asked], held: Sequence[Pair]
) -> dict[str, Any]:
    given = {
        "records": [(one.id, one.country, one.names) for one in records],
        "asked": [(one.name, one.country) for one in asked],
        "pairs": [(one.left, one.right, one.schema) for one in held],
    }
    ran = subprocess.run(
        [python, HERE / "matching_peers.py"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(ran.stdout)
    return said
