"""The facts of a fixture in a line: what a reader checks a verdict against."""

from datetime import date
from typing import Any

from interparty_shared.packs.explain import english
from interparty_shared.packs.fixtures import Fixture


def facts(fixture: Fixture) -> str:
    """Return the facts of a case in a line: what, when, where, who, how much, and what was on record."""
    given = fixture.engagement
    first, last = str(given["occurred"]["from"]), last_day(fixture).isoformat()
    when = first if first == last else f"{first} to {last}"
    parts = [f"{given['channel'].replace('_', ' ')} {when}{_where(given.get('place') or {})}"]
    parts.append(", ".join(_actor(one) for one in given["participants"]))
    if given.get("value"):
        parts.append(_money(given["value"]))
    if given.get("arrangement"):
        parts.append(_plain(given["arrangement"]))
    if fixture.beside:
        parts.append(f"beside {english.counted(len(fixture.beside), 'other contact')}")
    if fixture.actors:
        parts.append(f"known: {', '.join(map(_known, fixture.actors))}")
    parts.append(_record(fixture))
    return "; ".join(parts)


def last_day(fixture: Fixture) -> date:
    """Return the last day of what a case asks about, as far as it is given."""
    occurred = fixture.engagement["occurred"]
    return date.fromisoformat(str(occurred.get("to") or occurred["from"]))


def _where(place: dict[str, Any]) -> str:
    named = place.get("countries") or ([place["country"]] if place.get("country") else [])
    return f" in {', '.join(named)}" if named else ""


def _actor(given: dict[str, Any]) -> str:
    said = [
        str(given[key]).replace("_", " ")
        for key in ("kind", "country", "office", "chamber", "role")
        if given.get(key)
    ]
    if given.get("of"):
        said.append(f"of {given['of']['name']}")
    if given.get("pays"):
        said.append(f"pays {_money(given['pays'])}")
    return f"{given['name']} ({', '.join(said)})" if said else str(given["name"])


def _known(given: dict[str, Any]) -> str:
    """Return what reference data says of an actor, in its own words."""
    said = [str(given[key]).replace("_", " ") for key in ("kind", "country") if given.get(key)]
    for key, value in given.items():
        if isinstance(value, list) and key != "names":
            spans = " and ".join(map(_plain, value)) or "never"
            said.append(f"{key.replace('_', ' ')} {spans}")
    return f"{given['names'][0]['name']} ({', '.join(said)})"


def _money(given: dict[str, Any]) -> str:
    return f"{given['amount']} {given['currency']}"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(one)}" for key, one in value.items() if one is not None)
    if isinstance(value, list):
        return " and ".join(map(_plain, value)).replace("_", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _record(fixture: Fixture) -> str:
    filed = [str(one["filed"]) if one.get("filed") else "undated" for one in fixture.register_]
    records = f"on record: {', '.join(filed)}" if filed else "nothing on record"
    spans = fixture.coverage
    if isinstance(spans, str):
        copy = f"copy {spans}" if spans == "complete" else "no copy"
    else:
        copy = "copy " + ", ".join(f"{span.from_} to {span.to}" for span in spans)
    return f"{records}, {copy}; asked on {fixture.as_of}"
