"""All sources together: one `org.interparty.actor.v1` event for each actor.

Events are known by `urn:interparty:gazetteer` and the actor's id. Their time is the day of the edition;
its seconds count what was loaded, so that a load with more files is a later version of the same day's
load with fewer. The same files give the same events, whenever they are loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from interparty_embedded.gazetteer import naming, own, parlgov, parties, whogov
from interparty_embedded.gazetteer.drafts import Days, Draft, Drafts, Named
from interparty_embedded.gazetteer.files import Row
from interparty_embedded.gazetteer.parlgov import Tables
from interparty_embedded.gazetteer.report import OWN, PARTYFACTS, Report
from interparty_shared.domain import names, spelling, words
from interparty_shared.reference.curated import Curated

Json = dict[str, Any]
SOURCE: Final = "urn:interparty:gazetteer"
MOST_NAMES: Final = 500
MOST_SPANS: Final = 200
_SECOND: Final = 10
_NO_SCRIPTS: Final = frozenset({"KATAKANA-HIRAGANA", "MODIFIER"})
"""What Unicode calls marks that stand among letters of other scripts."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The open files that were given, as rows; None: was not given."""

    partyfacts: list[Row] | None = None
    wikidata: list[Row] | None = None
    parlgov: Tables | None = None
    links: list[Row] | None = None
    whogov: list[Row] | None = None
    multilingual: list[Row] | None = None

    @property
    def weight(self) -> int:
        """A number that grows with what was given: the seconds of the events' time."""
        given = (
            self.links,
            self.wikidata,
            self.multilingual,
            self.whogov,
            self.parlgov,
            self.partyfacts,
        )
        return sum(2**place for place, one in enumerate(given) if one is not None)


@dataclass(slots=True)
class Built:
    """The events, and what became of all rows."""

    edition: date
    events: list[Json]
    report: Report = field(default_factory=Report)


def build(inputs: Inputs, curated: Curated, edition: date | None = None) -> Built:
    """Return an event for each actor that the inputs and our own files know, in order of their ids.

    Without an `edition` it is the newest day on which any of them was changed.
    """
    report = Report()
    drafts: Drafts = {}
    parties.take_parties(inputs.partyfacts or (), drafts, report)
    parties.take_wikidata(inputs.wikidata or (), drafts, report)
    better: frozenset[str] = frozenset()
    if inputs.parlgov is not None:
        better = parlgov.countries(inputs.parlgov)
        links = parlgov.linked_by(inputs.links or (), report) | own.links(curated)
        parlgov.take(inputs.parlgov, drafts, report, links)
    whogov.take(inputs.whogov or (), drafts, better, report)
    parties.take_names(inputs.multilingual or (), drafts, report)
    own.take(curated, drafts, report, open_data=inputs.partyfacts is not None)
    day = edition or _newest(inputs, curated)
    at = datetime.combine(day, time(), UTC) + timedelta(seconds=inputs.weight)
    events = [_event(draft, said, at) for draft, said in _settled(drafts, report)]
    for event in events:
        _count(event["data"], report)
        governing = drafts[event["id"]].governing
        if governing:
            report.spans[governing.source] += len(governing.spans)
    return Built(day, events, report)


def _newest(inputs: Inputs, curated: Curated) -> date:
    days = [curated.edition]
    if inputs.partyfacts and (modified := parties.edition(inputs.partyfacts)):
        days.append(modified)
    if inputs.parlgov and (begun := parlgov.newest(inputs.parlgov)):
        days.append(begun)
    return max(days)


def _settled(drafts: Drafts, report: Report) -> Iterator[tuple[Draft, list[Named]]]:
    """Give the drafts with the names that are theirs.

    Within a country, who has the better claim to a name bears it alone: a party that ended, or of a
    part of the state, gives way to one that did not, and is left out where that takes all its names.
    """
    said = {draft.id: naming.distinct(draft.names) for draft in drafts.values()}
    best: dict[tuple[str | None, str], int] = {}
    for draft in drafts.values():
        for one in said[draft.id]:
            place = (draft.country, names.key(one.name))
            best[place] = min(best.get(place, _SECOND * 2), _claim(draft, one))
    for id_ in sorted(drafts):
        draft = drafts[id_]
        source = PARTYFACTS if draft.id.startswith("partyfacts:") else OWN
        spoken = [one for one in said[id_] if naming.usable(one.name)]
        report.note(source, "a name of one letter, or none", len(said[id_]) - len(spoken))
        theirs = [
            one for one in spoken if _claim(draft, one) == best[draft.country, names.key(one.name)]
        ]
        if draft.second and not theirs:
            report.note(
                source, "a party that ended, or of a part of a state: namesakes have all its names"
            )
            continue
        report.note(
            source, "a name that a namesake has a better claim to", len(spoken) - len(theirs)
        )
        yield draft, (theirs or spoken or said[id_])[:MOST_NAMES]


def _claim(draft: Draft, one: Named) -> int:
    return _SECOND * draft.second + one.rank


def _event(draft: Draft, said: list[Named], at: datetime) -> Json:
    data: Json = {"id": draft.id, "kind": draft.kind}
    if draft.country:
        data["country"] = draft.country
    data["names"] = [{"name": one.name} | ({"lang": one.lang} if one.lang else {}) for one in said]
    if draft.ids:
        data["ids"] = dict(sorted(draft.ids.items()))
    if draft.governing is not None:
        data["governing"] = _spans(draft.governing.spans)
        if draft.governing.known is not None:
            data["governing_known"] = _spans(draft.governing.known)
    if draft.state_linked is not None:
        data["state_linked"] = _spans(draft.state_linked)
    if draft.parent:
        data["parent"] = draft.parent
    if draft.existed is not None:
        [data["existed"]] = _spans((draft.existed,))
    return {
        "specversion": "1.0",
        "type": words.EVENT_ACTOR,
        "source": SOURCE,
        "id": draft.id,
        "time": at.isoformat().replace("+00:00", "Z"),
        "data": data,
    }


def _spans(days: tuple[Days, ...]) -> list[Json]:
    return [
        {"from": first and first.isoformat(), "to": last and last.isoformat()}
        for first, last in days[-MOST_SPANS:]
    ]


def _count(data: Mapping[str, Any], report: Report) -> None:
    report.actors[data["kind"]] += 1
    for one in data["names"]:
        for script in spelling.scripts(one["name"]) - _NO_SCRIPTS:
            report.scripts[script] += 1
