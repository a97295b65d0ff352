"""Fixtures of patterns: engagements that lie beside a rule, a day, and the alerts that must come of them.

An engagement may be repeated: `times` so often, `every` so many days. All that is expected is written
down, and nothing else may be found. A rule is played as if it were live.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field, ValidationError

from interparty_shared.backtest import patterns
from interparty_shared.domain import actors, words
from interparty_shared.domain.facts import Engagement, Ref
from interparty_shared.domain.patterns.episodes import Told
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.posted import actor_record_of, engagement_of
from interparty_shared.errors import Misconfigured
from interparty_shared.packs import places, reading
from interparty_shared.packs.fixtures import plain
from interparty_shared.packs.parts import Strict
from interparty_shared.packs.patterns.reading import fixture_texts, parse, texts
from interparty_shared.packs.places import Refusal, Unreadable
from interparty_shared.reference import naming
from interparty_shared.reference.country_names import english
from interparty_shared.wire.events import EngagementData
from interparty_shared.wire.reference import ActorData

_SOURCE = "urn:fixture"
_AWAY = ("CN", "VN", "US", "RU", "TR", "IN", "BR")
_HOME = ("DE", "FR", "IT", "ES", "GB", "PL", "SE", "GR", "PT", "AT", "RO")


class Expected(Strict):
    """One alert; what is not given may be anything."""

    domestic: str
    foreign: str
    rule: str | None = None
    status: words.AlertStatus | None = None
    severity: words.Severity | None = None
    count: int | None = None
    first: Annotated[str | None, Field(pattern=r"^\d{4}-W\d{2}$")] = None
    folded: bool | None = None
    says: str | None = None
    """Words that the summary or a step of the reasoning must hold."""


class Background(Strict):
    """What else went on: pairs of bodies that meet every now and then, in three years to the day.

    `pairs`: how many; `every`: days from one meeting to the next, of the most frequent; others take up to
    half as long again.
    """

    pairs: Annotated[int, Field(ge=1, le=500)]
    every: Annotated[int, Field(ge=7, le=366)]
    channel: words.Channel = "meeting"


class Fixture(Strict):
    """One case: engagements and reference data, a day, and the alerts that are there then."""

    title: Annotated[str, Field(min_length=10)]
    as_of: date
    background: Background | None = None
    actors: tuple[dict[str, Any], ...] = ()
    engagements: tuple[dict[str, Any], ...]
    expect: list[Expected]


class Suite(NamedTuple):
    """A file of rules, and the fixtures that lie beside it."""

    name: str
    rules: tuple[Rule, ...]
    fixtures: tuple[Fixture, ...]


def suites(folder: Path | None = None) -> list[Suite]:
    """Return every file of rules with its fixtures: ours, or those of an operator's folder alone.

    Raises:
        Misconfigured: a rule or a fixture is not valid.
    """
    beside = fixture_texts(folder)
    found = []
    for name, text in texts(folder, own=folder is None):
        file = name.removesuffix(".yaml") + reading.FIXTURES
        cases = tuple(read(beside[file], name=file)) if file in beside else ()
        found.append(Suite(name, tuple(parse(text, name=name)), cases))
    return found


def read(text: str, *, name: str) -> Iterator[Fixture]:
    """Give the fixtures of a file.

    Raises:
        Misconfigured: it is not YAML, or one of them is no fixture; the message names the file, the
            line and the key.
    """
    for node, raw in places.composed(text, name=name):
        if not isinstance(raw, list):
            line, _ = places.at(node, ())
            raise Unreadable(name, Refusal(line, "fixtures", "a list of cases was expected"))
        for item, value in zip(node.value, raw, strict=True):
            try:
                fixture = Fixture.model_validate(value)
                _check(fixture)
            except ValidationError as error:
                refused = places.refusals(item, error, within="fixture")
                raise Misconfigured("; ".join(f"{name}:{one}" for one in refused)) from error
            yield fixture


def _check(one: Fixture) -> None:
    """Hold the events of a fixture against what could be posted; raises ValidationError."""
    for data, _ in _repeated(one):
        EngagementData.model_validate(data)
    for data in one.actors:
        ActorData.model_validate(plain(data))


def _repeated(one: Fixture) -> Iterator[tuple[dict[str, Any], str]]:
    """Give the engagements of a fixture, each as often as it says, with an id for each."""
    if one.background is not None:
        yield from _background(one.background, one.as_of)
    for at, data in enumerate(one.engagements):
        times, every = int(data.get("times", 1)), int(data.get("every", 7))
        given = {key: value for key, value in data.items() if key not in {"times", "every"}}
        for number in range(times):
            later = timedelta(days=every * number)
            occurred = {
                name: date.fromisoformat(str(day)) + later
                for name, day in given["occurred"].items()
            }
            sources = [_later(one, later) for one in given.get("sources", ())]
            said = {**given, "occurred": occurred, **({"sources": sources} if sources else {})}
            yield plain(said), f"e{at}-{number}"


def _later(source: dict[str, Any], later: timedelta) -> dict[str, Any]:
    """Return a source that was published so much later."""
    day = source.get("published")
    return {**source, "published": date.fromisoformat(str(day)) + later} if day else source


def _background(said: Background, until: date) -> Iterator[tuple[dict[str, Any], str]]:
    for pair in range(said.pairs):
        every = said.every + pair * 7 % (said.every // 2 + 1)
        day, number = until - timedelta(days=3 * 365 - pair * 11 % every), 0
        while day < until:
            yield (
                {
                    "channel": said.channel,
                    "occurred": {"from": day.isoformat()},
                    "participants": [
                        _passer_by(
                            f"Body {pair + 1}", "party_organ", _AWAY[pair % len(_AWAY)], "guest"
                        ),
                        _passer_by(
                            f"Party No. {pair + 1}", "party", _HOME[pair % len(_HOME)], "host"
                        ),
                    ],
                },
                f"b{pair}-{number}",
            )
            day, number = day + timedelta(days=every), number + 1


def _passer_by(name: str, kind: str, country: str, role: str) -> dict[str, Any]:
    return {"name": name, "kind": kind, "country": country, "role": role}


def engagements(one: Fixture) -> tuple[list[Engagement], actors.Index]:
    """Return the engagements of a fixture, completed by its reference data, and that."""
    known = (actor_record_of(plain(data)) for data in one.actors)
    reference = actors.Index(known, naming.matcher())
    found = [
        actors.completed_engagement(engagement_of(Ref(_SOURCE, id_), data), reference)
        for data, id_ in _repeated(one)
    ]
    return found, reference


def play(one: Fixture, rules: Sequence[Rule]) -> list[Told]:
    """Return the alerts that rules raise over a fixture, live whether they are or not."""
    found, reference = engagements(one)
    met = patterns.contacts(map(patterns.Reported, found), reference)
    live = [replace(rule, mode="live") for rule in rules]
    return list(patterns.outcome(live, met, one.as_of, english).told)


def faults(one: Fixture, rules: Sequence[Rule]) -> list[str]:
    """Return, in sentences, in what the outcome differs from what the fixture expects."""
    return list(_faults(one, play(one, rules)))


def _faults(one: Fixture, found: Sequence[Told]) -> Iterator[str]:
    left = list(found)
    for wanted in one.expect:
        match = next((have for have in left if not list(_differences(have, wanted))), None)
        if match is None:
            yield f"expected {wanted.domestic} and {wanted.foreign}{_near(left, wanted)}"
        else:
            left.remove(match)
    for have in left:
        yield f"not expected: {have.document['summary']}"


def _near(left: Sequence[Told], wanted: Expected) -> str:
    pair = wanted.domestic, wanted.foreign
    near = [have for have in left if _pair(have) == pair]
    if not near:
        return ", found no such alert"
    return "; of the one found, " + "; ".join(_differences(near[0], wanted))


def _pair(have: Told) -> tuple[str, str]:
    subject = have.document["subject"]
    return subject["domestic"]["name"], subject["foreign"]["name"]


def _differences(have: Told, wanted: Expected) -> Iterator[str]:
    said = have.document
    values = {
        "pair": ((wanted.domestic, wanted.foreign), _pair(have)),
        "rule": (wanted.rule, said["rule"]["id"]),
        "status": (wanted.status, said["status"]),
        "severity": (wanted.severity, said["severity"]),
        "count": (wanted.count, said["evidence"]["total"]),
        "first": (wanted.first, said["pattern"]["weeks"]["first"]),
        "folded": (wanted.folded, have.folded),
    }
    for name, (expected, actual) in values.items():
        if expected is not None and expected != actual:
            yield f"{name} is {actual}, expected {expected}"
    text = " ".join([said["summary"], *(step["text"] for step in said["reason"])])
    if wanted.says is not None and wanted.says not in text:
        yield f"nothing says {wanted.says!r}: {text}"
