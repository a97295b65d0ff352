"""Episodes: weeks in which one rule found one subject, one after the other, are one alert.

An episode begins with the first week in which it was found after not having been found for longer than
its rule says, and its id follows from rule, subject and that week. It is told as it was when it was
gravest. It is over once it was not found for so long. Of the open episodes between two countries, of
whatever rules, one that counts no engagement beyond those of a graver one is folded into that: it stays an
alert, names the other, is listed by it with its summary, and is told to nobody by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from interparty_shared.domain import identity
from interparty_shared.domain.corroboration.showing import corroboration_document
from interparty_shared.domain.documents import Document
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.patterns.flags import Flag, judged_through
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.patterns.statistics.weeks import week_start
from interparty_shared.domain.words import SEVERITIES

SHOWN: Final = 20
"""Engagements that an alert shows."""
SOURCE: Final = "interparty patterns"
"""The source of what patterns are about, where an alert of an obligation has an engagement's: no event can
be posted under it, because it has a space."""
CAUTION: Final = (
    "A pattern says what is unusual beside what was recorded before. It says nothing of what was discussed,"
    " and no law may speak of it."
)


@dataclass(frozen=True, slots=True)
class Episode:
    """A run of weeks in which a rule found a subject."""

    rule: Rule
    flags: tuple[Flag, ...]
    open: bool

    @property
    def id(self) -> str:
        """Return the id of its alert."""
        first = self.flags[0]
        return "al_" + identity.digest("pattern", first.rule, first.subject, str(first.week))

    @property
    def gravest(self) -> Flag:
        """Return the flag by which it is told."""
        return max(self.flags, key=lambda one: (*_gravity(one.document), one.week))

    @property
    def order(self) -> tuple[Any, ...]:
        """Return what puts episodes in order, the gravest first."""
        said = self.gravest.document
        return tuple(-one for one in (*_gravity(said), said["total"])), self.id


@dataclass(slots=True)
class Told:
    """What an alert of a pattern says, and whether another one says it, too.

    `subject`: a digest of whom its rule is about.
    """

    id: str
    subject: str
    document: Document
    refs: Sequence[Ref]
    folded: bool
    recent: bool


@dataclass(slots=True)
class _Folding:
    head: Episode
    refs: frozenset[tuple[str, str]]
    folded: list[Episode] = field(default_factory=list)


def episodes(rules: Mapping[str, Rule], flags: Iterable[Flag], today: date) -> list[Episode]:
    """Return the episodes of live rules among these flags, the gravest first."""
    by_subject: dict[tuple[str, str], list[Flag]] = {}
    for one in flags:
        rule = rules.get(one.rule)
        if rule is not None and rule.mode == "live":
            by_subject.setdefault((one.rule, one.subject), []).append(one)
    through = judged_through(today)
    found = []
    for (rule_id, _), its in by_subject.items():
        rule = rules[rule_id]
        for run in _runs(sorted(its, key=lambda one: one.week), rule.ends_after):
            is_open = through - run[-1].week <= rule.ends_after
            found.append(Episode(rule, tuple(run), is_open))
    return sorted(found, key=lambda one: one.order)


def told(
    rules: Mapping[str, Rule], flags: Iterable[Flag], today: date, shown: Mapping[Ref, Document]
) -> list[Told]:
    """Return the alerts of the flags of one group, without what they live through.

    `shown` has what is shown of reports as evidence (`wanted` says of which).
    """
    through = judged_through(today)
    found = []
    for one, into, folds in _folded(episodes(rules, flags, today)):
        document = _document(one, into, folds, shown)
        recent = through - one.flags[-1].week <= one.rule.ends_after
        subject, refs = one.flags[0].subject, _refs(one)[:SHOWN]
        found.append(Told(one.id, subject, document, refs, into is not None, recent))
    return found


def wanted(rules: Mapping[str, Rule], flags: Iterable[Flag], today: date) -> set[Ref]:
    """Return the reports that the alerts of these flags will show."""
    return {
        report
        for one in episodes(rules, flags, today)
        for reports in _reports(one)
        for report in reports
    }


def _runs(flags: Sequence[Flag], ends_after: int) -> Iterator[list[Flag]]:
    run: list[Flag] = []
    for one in flags:
        if run and one.week - run[-1].week > ends_after:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _folded(
    ordered: Sequence[Episode],
) -> Iterator[tuple[Episode, Episode | None, Sequence[Episode]]]:
    """Give each episode with the one that it is folded into, and those that are folded into it."""
    heads: list[_Folding] = []
    folded: list[tuple[Episode, Episode]] = []
    closed: list[Episode] = []
    for one in ordered:
        if not one.open:
            closed.append(one)
            continue
        refs = frozenset((source, id_) for source, id_ in one.gravest.document["engagements"])
        # Of very many engagements the latest alone are named: whether the others are the same is not known.
        whole = len(refs) == one.gravest.document["total"]
        head = next((head for head in heads if refs and whole and refs <= head.refs), None)
        if head is None:
            heads.append(_Folding(one, refs))
        else:
            head.folded.append(one)
            folded.append((one, head.head))
    for it in heads:
        yield it.head, None, it.folded
    for one, into in folded:
        yield one, into, ()
    for one in closed:
        yield one, None, ()


def _document(
    one: Episode, into: Episode | None, folds: Sequence[Episode], shown: Mapping[Ref, Document]
) -> Document:
    rule, said, first, last = one.rule, one.gravest.document, one.flags[0].week, one.flags[-1].week
    reason = list(said["reason"])
    if not one.open:
        text = f"Not found in the {rule.ends_after} weeks after {_label(last)}."
        reason.append({"step": "over", "text": text, "basis": "recorded", "inputs": {}})
    return {
        "rule": {"id": rule.id, "version": rule.version, "kind": rule.kind},
        "regime": None,
        "jurisdiction": said["subject"]["domestic"].get("country"),
        "verdict": None,
        "subject": said["subject"],
        "channel": said["channel"],
        "occurred": said["occurred"],
        "due": None,
        "alert_date": None,
        "summary": said["summary"],
        "citation": None,
        "confidence": None,
        "caution": CAUTION,
        "obligation": None,
        "reason": reason,
        "evidence": {
            **_evidence(one, shown),
            "total": said["total"],
            "register": {"id": None, "name": None, "synced": None, "match": None, "candidates": []},
        },
        "pattern": {
            "kind": rule.kind,
            "title": rule.title,
            "question": rule.question,
            "method": rule.method,
            "weeks": {"first": _label(first), "last": _label(last), "found": len(one.flags)},
            "window": said["window"],
            "numbers": said["numbers"],
            "channels": said["channels"],
            "undone": said["undone"],
            "effect": said["effect"],
            "certainty": said["certainty"],
            "stake": said["stake"],
        },
        "series": said["series"],
        "folds": [
            {
                "id": it.id,
                "rule": it.rule.id,
                "severity": it.gravest.document["severity"],
                "engagements": it.gravest.document["total"],
                "summary": it.gravest.document["summary"],
            }
            for it in folds
        ],
        "folded_into": into.id if into is not None else None,
        "status": "open" if one.open else "resolved",
        "severity": said["severity"],
    }


def _evidence(one: Episode, shown: Mapping[Ref, Document]) -> Document:
    """Return the reports of the engagements that are shown, and on how much those rest that are merged.

    One that was absorbed says into which, so that each engagement counts once.
    """
    found: list[Document] = []
    for lead, *others in _reports(one):
        of = {"source": lead.source, "id": lead.id}
        found += [shown[lead]] if lead in shown else []
        found += [{**shown[ref], "report_of": of} for ref in others if ref in shown]
    if not any("report_of" in one for one in found):
        return {"engagements": found}
    sources = [source for one in found for source in one["sources"]]
    return {"engagements": found, "corroboration": corroboration_document(len(found), sources)}


def _reports(one: Episode) -> list[list[Ref]]:
    """Return the engagements that are shown, each with all its reports, the leading one first."""
    known = [[Ref(*ref) for ref in some] for some in one.gravest.document.get("reports", ())]
    merged = {some[0]: some for some in known}
    return [merged.get(ref, [ref]) for ref in _refs(one)[:SHOWN]]


def _refs(one: Episode) -> list[Ref]:
    return [Ref(*ref) for ref in one.gravest.document["engagements"]]


def _gravity(said: Mapping[str, Any]) -> tuple[int, int]:
    return SEVERITIES.index(said["severity"]), said["effect"] + said["certainty"] + said["stake"]


def _label(week: int) -> str:
    year, number, _ = week_start(week).isocalendar()
    return f"{year}-W{number:02}"
