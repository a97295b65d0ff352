"""Run by the peers' own interpreter: for each name asked, the best record by each peer's score.

Reads JSON from standard input: `records` (id, country, names), `asked` (name, country), `pairs` (two
names, the kind). Writes JSON: per peer and name, the ids that share the best score, and that score;
per peer, the scores of the pairs, and seconds of CPU. Peers are given the records of the name's country
alone, which is more than they would find by themselves.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

_ALGORITHMS = {"nomenklatura logic-v2": "logic-v2", "nomenklatura RegressionV1": "regression-v1"}
_SCHEMATA = {"Person": "Person", "Company": "Company", "Organization": "Organization"}

Score = Callable[[Any, Any], float]


def main() -> None:
    """Score everything that was asked."""
    given = json.load(sys.stdin)
    said = {name: _asked(given, made, score) for name, (made, score) in _peers().items()}
    json.dump(said, sys.stdout)


def _peers() -> dict[str, tuple[Callable[..., Any], Score]]:
    found: dict[str, tuple[Callable[..., Any], Score]] = {}
    model = import_module("followthemoney").model
    matching = import_module("nomenklatura.matching")
    config = import_module("nomenklatura.matching.types").ScoringConfig.defaults()

    def entity(names: list[str], country: str | None, schema: str = "Organization") -> Any:
        proxy = model.make_entity(schema)
        proxy.id = names[0]
        proxy.add("name", names)
        proxy.add("country", country)
        return proxy

    for name, key in _ALGORITHMS.items():
        algorithm = matching.get_algorithm(key)
        found[name] = (entity, lambda a, b, by=algorithm: float(by.compare(a, b, config).score))  # type: ignore[misc]
    fuzz = import_module("rapidfuzz.fuzz")
    folded = import_module("rapidfuzz.utils").default_process

    def spelt(names: list[str], country: str | None, schema: str = "") -> Any:
        return [folded(one) for one in names]

    for name, ratio in (
        ("rapidfuzz token_sort", fuzz.token_sort_ratio),
        ("rapidfuzz WRatio", fuzz.WRatio),
    ):
        found[name] = (
            spelt,
            lambda a, b, by=ratio: max(by(one, other) for one in a for other in b) / 100,  # type: ignore[misc]
        )
    return found


def _asked(given: dict[str, Any], made: Callable[..., Any], score: Score) -> dict[str, Any]:
    by_country: dict[str | None, list[tuple[str, Any]]] = {}
    for id_, country, names in given["records"]:
        one = (id_, made(names, country and country.lower()))
        by_country.setdefault(country, []).append(one)
    every = [one for records in by_country.values() for one in records]
    began = time.process_time()
    best = []
    for name, country in given["asked"]:
        query = made([name], country and country.lower())
        near = [*by_country.get(country, ()), *by_country.get(None, ())] if country else every
        scores = [(score(query, other), id_) for id_, other in near]
        top = max((one for one, _ in scores), default=0.0)
        best.append(([id_ for one, id_ in scores if one == top], top))
    seconds = time.process_time() - began
    pairs = [
        score(
            made([left], None, _SCHEMATA.get(schema, "Organization")),
            made([right], None, _SCHEMATA.get(schema, "Organization")),
        )
        for left, right, schema in given["pairs"]
    ]
    return {"best": best, "pairs": pairs, "seconds": seconds}


if __name__ == "__main__":
    main()
