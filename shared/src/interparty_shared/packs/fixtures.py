"""Fixtures: cases that lie beside a pack and say what its rule must make of them.

A fixture is data that a lawyer can read and check: an engagement in the words of the public contract,
what the register shows, the day on which it is asked, and the verdicts expected. `interparty rules
test` plays them, and so do our own tests.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field, ValidationError

from interparty_shared.domain import actors, obligations, regimes, words
from interparty_shared.domain.facts import Coverage, Disclosure, Engagement, Ref, Stamp
from interparty_shared.domain.obligations import Obligation
from interparty_shared.domain.posted import actor_record_of, disclosure_of, engagement_of
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Misconfigured
from interparty_shared.packs import places, reading
from interparty_shared.packs.parts import Strict
from interparty_shared.packs.places import Refusal, Unreadable
from interparty_shared.reference import naming
from interparty_shared.wire.events import EngagementData
from interparty_shared.wire.reference import ActorData

_SOURCE = "urn:fixture"
_FIRST = date(1990, 1, 1)


class Span(Strict):
    """Filing dates for which the copy of the register is complete."""

    from_: Annotated[date, Field(alias="from")]
    to: date


class Expected(Strict):
    """What one holder owes; what is not given may be anything."""

    holder: str
    rule: str | None = None
    verdict: words.Verdict
    due: date | None = None
    alert_date: date | None = None
    missing_facts: list[str] | None = None
    exemption: str | None = None
    limb: str | None = None
    record: str | None = None
    says: str | None = None
    """Words that one of the sentences of the reason must hold."""


class Fixture(Strict):
    """One case: facts, a day, and what is true then."""

    title: Annotated[str, Field(min_length=10)]
    cites: Annotated[str, Field(min_length=3)]
    shows: Literal["before_in_force", "no_duty"] | None = None
    """Why nothing is expected, where nothing is."""
    as_of: date
    as_if_in_force: bool = False
    """For a law that is proposed, or not yet in force: what it would say."""
    engagement: dict[str, Any]
    beside: tuple[dict[str, Any], ...] = ()
    actors: tuple[dict[str, Any], ...] = ()
    register_: Annotated[tuple[dict[str, Any], ...], Field(alias="register")] = ()
    coverage: Literal["complete", "none"] | list[Span] = "complete"
    expect: list[Expected]


def read(text: str, *, name: str) -> list[Fixture]:
    """Return the fixtures of a file.

    Raises:
        Misconfigured: it is not YAML, or one of them is no fixture; the message names the file, the
            line and the key.
    """
    found = []
    for one in cases(text, name=name):
        if one.fixture is None:
            raise Misconfigured("; ".join(f"{name}:{refusal}" for refusal in one.refused))
        found.append(one.fixture)
    return found


class Case(NamedTuple):
    """One item of a file of fixtures, and the fixture that it is, or why it is none."""

    node: Any
    fixture: Fixture | None
    refused: list[Refusal]


def cases(text: str, *, name: str) -> list[Case]:
    """Return the items of a file of fixtures, those that are refused too.

    Raises:
        Unreadable: it is not YAML, or no list.
    """
    found = []
    for node, raw in places.composed(text, name=name):
        if not isinstance(raw, list):
            line, _ = places.at(node, ())
            raise Unreadable(name, Refusal(line, "fixtures", "a list of cases was expected"))
        found += [_case(item, value) for item, value in zip(node.value, raw, strict=True)]
    return found


def _case(node: Any, raw: Any) -> Case:
    try:
        fixture = Fixture.model_validate(raw)
    except ValidationError as error:
        return Case(node, None, places.refusals(node, error, within="fixture"))
    return Case(node, None if (refused := _refused(node, fixture)) else fixture, refused)


def _refused(node: Any, one: Fixture) -> list[Refusal]:
    """Return in what the events of a fixture are none that could be posted."""
    posted: list[tuple[type[BaseModel], tuple[str | int, ...], dict[str, Any]]] = [
        (EngagementData, ("engagement",), one.engagement),
        *((EngagementData, ("beside", at), data) for at, data in enumerate(one.beside)),
        *((ActorData, ("actors", at), data) for at, data in enumerate(one.actors)),
    ]
    found = []
    for model, place, data in posted:
        try:
            model.model_validate_json(_json(data))
        except ValidationError as error:
            found += places.refusals(node, error, below=place)
    return found


class Suite(NamedTuple):
    """A pack's file, its rules, and the fixtures that lie beside it."""

    name: str
    rules: tuple[Regime, ...]
    fixtures: tuple[Fixture, ...]


def suites(folder: Path | None = None) -> list[Suite]:
    """Return every pack file with its fixtures: ours, or those of an operator's folder alone.

    Raises:
        Misconfigured: a pack or a fixture is not valid, or fixtures lie beside no pack.
    """
    beside = dict(reading.fixture_texts(folder))
    found = []
    for name, text in reading.texts(folder, own=folder is None):
        file = name.removesuffix(".yaml") + reading.FIXTURES
        fixtures = read(beside.pop(file), name=file) if file in beside else []
        found.append(Suite(name, tuple(reading.parse_all(text, name=name)), tuple(fixtures)))
    if beside:
        raise Misconfigured(f"{min(beside)}: no pack lies beside these fixtures")
    return found


def play(one: Fixture, rules: Sequence[Regime]) -> list[Obligation]:
    """Return what the rules of a pack make of a fixture, switched on whether they are or not."""
    said = (actor_record_of(plain(data)) for data in one.actors)
    reference = actors.Index(said, naming.matcher())
    known = [
        actors.completed_engagement(engagement_of(Ref(_SOURCE, f"e{at}"), plain(data)), reference)
        for at, data in enumerate((one.engagement, *one.beside))
    ]
    asked, beside = known[0], known[1:]
    on = [replace(rule, enabled=True) for rule in rules]
    if one.as_if_in_force:
        on = [replace(rule, status="in_force") for rule in on]
    found: list[Obligation] = []
    for rule in regimes.in_force(on, asked.occurred.end):
        found += _assessed(one, rule, asked, beside)
    return found


def _assessed(
    one: Fixture, rule: Regime, asked: Engagement, beside: Sequence[Engagement]
) -> list[Obligation]:
    return obligations.assess(
        asked,
        rule,
        records=[_record(rule, at, data) for at, data in enumerate(one.register_)],
        syncs=_syncs(one, rule),
        today=one.as_of,
        beside=beside,
    )


def faults(one: Fixture, rules: Sequence[Regime]) -> list[str]:
    """Return, in sentences, in what the outcome differs from what the fixture expects."""
    return list(_faults(one, play(one, rules)))


def _faults(one: Fixture, found: Sequence[Obligation]) -> Iterator[str]:
    left = list(found)
    for wanted in one.expect:
        match = next((have for have in left if _is_for(have, wanted)), None)
        if match is None:
            had = ", ".join(f"{have.holder.name}: {have.verdict}" for have in found) or "nothing"
            yield f"expected an obligation of {wanted.holder}, found {had}"
            continue
        left.remove(match)
        yield from _differences(match, wanted)
    for have in left:
        yield f"not expected: {have.holder.name} under {have.regime.rule_id}: {have.verdict}"


def _is_for(have: Obligation, wanted: Expected) -> bool:
    same_rule = wanted.rule is None or wanted.rule == have.regime.rule_id
    return have.holder.name == wanted.holder and same_rule


def _differences(have: Obligation, wanted: Expected) -> Iterator[str]:
    limbs = [step.inputs["limb"] for step in have.reason if "limb" in step.inputs]
    record = have.disclosure.disclosure.record_id if have.disclosure else None
    said = {
        "verdict": (wanted.verdict, have.verdict),
        "due": (wanted.due, have.due),
        "alert_date": (wanted.alert_date, have.alert_date),
        "missing_facts": (wanted.missing_facts, list(have.missing_facts)),
        "exemption": (wanted.exemption, have.exemption),
        "limb": (wanted.limb, limbs[0] if limbs else None),
        "record": (wanted.record, record),
    }
    last = have.reason[-1].text if have.reason else ""
    for field, (expected, actual) in said.items():
        if expected is not None and expected != actual:
            yield f"{wanted.holder}: {field} is {actual}, expected {expected} ({last})"
    told = " ".join(step.text for step in have.reason)
    if wanted.says is not None and wanted.says not in told:
        yield f"{wanted.holder}: no sentence says {wanted.says!r}: {told}"


def _record(rule: Regime, at: int, data: dict[str, Any]) -> Disclosure:
    filed = date.fromisoformat(str(data.get("filed") or _FIRST))
    moment = datetime.combine(filed, time(12), UTC)
    full = {"record_id": str(at + 1), "register": rule.register.id, **plain(data)}
    return disclosure_of(Ref(_SOURCE, f"d{at}"), Stamp(moment, str(at)), full)


def _syncs(one: Fixture, rule: Regime) -> list[Coverage]:
    spans = one.coverage
    if isinstance(spans, str):
        return [_sync(rule, _FIRST, one.as_of)] if spans == "complete" else []
    return [_sync(rule, span.from_, span.to) for span in spans]


def _sync(rule: Regime, first: date, last: date) -> Coverage:
    return Coverage(datetime.combine(last, time(6), UTC), first, last, rule.register.id)


def plain(value: Any) -> Any:
    """Return YAML's values as JSON has them: dates as text, numbers of amounts as they stand."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(plain(data)).encode()
