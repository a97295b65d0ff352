"""What a mail says of one alert: the document's values as a reader reads them, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from interparty_api.i18n import Translator
from interparty_api.notify import patterns
from interparty_api.notify.base import Item
from interparty_api.notify.differences import (
    day,
    differences,
    moment,
    register_name,
    register_of,
    span,
    withdrawal,
)
from interparty_api.notify.safe import clean, short, web
from interparty_api.notify.vocabulary import BASES, CHANNELS, SEVERITIES, TAGS, word

Document = Mapping[str, Any]
Tag = Literal["new", "revised", "resolved", "withdrawn"]
LONGEST_NAME = 80
"""In a subject and in a heading; the text below has it whole."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, and what it is called."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Something to follow up: a source, a record, a step of the reasoning."""

    text: str
    url: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody replied."""

    by: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert, as told in one message."""

    tag: Tag
    tag_word: str
    headline: str
    line: str
    """Who, what, where, under which law; on one line."""
    brief: str
    """Who and what: where country and law stand above."""
    subject: str
    summary: str
    """English, as in the API."""
    since: str
    """What the changes are told against: the message before, or the revision before."""
    changed: str | None
    """A paragraph; None for an alert that the reader was told nothing of before."""
    why: str | None
    """Of one that was withdrawn; English."""
    recorded: Sequence[Fact]
    dates: Sequence[Fact]
    duty: str
    """The citation, as the rule pack has it; of a pattern, how it is measured."""
    undone: str
    """What would make a pattern go away; English. Empty for any other alert."""
    drawn: str
    """The series behind a pattern, in one line."""
    caution: str | None
    """English."""
    regime: str
    version: str
    country: str
    due: str
    severity: str
    searched: str | None
    match: Reference | None
    candidates: Sequence[Reference]
    steps: Sequence[Reference]
    sources: Sequence[Reference]
    answers: Sequence[Answer]
    sequences: Sequence[int]
    root: int | None
    page: str
    report: str


def entry_of(items: Sequence[Item], say: Translator, public_url: str) -> Entry:
    """Return what is said of an alert by these of its revisions, the last of which counts."""
    alert, root = items[-1].alert, items[0].root
    tag = _tag(alert, told=root is not None)
    page = f"{public_url.rstrip('/')}/alerts/{quote(str(alert['id']), safe='')}"
    headline = say.gettext(patterns.headline(alert))
    line = _line(alert, say)
    return Entry(
        tag=tag,
        tag_word=say.gettext(TAGS[tag]),
        headline=headline,
        line=line,
        brief=say.gettext("{who}, {channel}", **_who(alert, say)),
        subject=say.gettext(
            "{what}: {whom}", what=headline if tag == "new" else say.gettext(TAGS[tag]), whom=line
        ),
        summary=clean(alert["summary"]),
        since=(
            say.gettext("What changed since the revision before")
            if root is None
            else say.gettext("What changed since the message before")
        ),
        changed=_changed(items, tag, say),
        why=withdrawal(alert) if tag == "withdrawn" else None,
        recorded=_recorded(alert, say),
        dates=_dates(alert, say),
        duty=patterns.duty(alert),
        undone=patterns.undone(alert),
        drawn=patterns.drawn(alert),
        caution=clean(alert["caution"]) if alert.get("caution") else None,
        regime=patterns.law(alert),
        version=clean((alert.get("rule") or {}).get("version", "")),
        country=str(alert["jurisdiction"] or ""),
        due=day(alert.get("due"), say),
        severity=say.gettext(word(SEVERITIES, alert["severity"])),
        searched=_searched(alert, say),
        match=_match(alert, say),
        candidates=_candidates(alert, say),
        steps=_steps(alert, say),
        sources=_sources(alert, say),
        answers=_answers(alert, say),
        sequences=[item.sequence for item in items],
        root=root if root not in [item.sequence for item in items] else None,
        page=page,
        report=f"{page}#report",
    )


def _tag(alert: Document, *, told: bool) -> Tag:
    status = alert.get("status")
    if status == "resolved":
        return "resolved"
    if status == "withdrawn":
        return "withdrawn"
    return "revised" if told else "new"


def _line(alert: Document, say: Translator) -> str:
    return say.gettext(
        "{who}, {channel}, {country} ({law})",
        **_who(alert, say),
        country=clean(alert["jurisdiction"] or ""),
        law=patterns.law(alert),
    )


def _who(alert: Document, say: Translator) -> dict[str, str]:
    return {
        "who": short(clean(alert["subject"]["domestic"]["name"]), LONGEST_NAME),
        "channel": say.gettext(word(CHANNELS, alert["channel"])),
    }


def _changed(items: Sequence[Item], tag: Tag, say: Translator) -> str | None:
    if tag == "new":
        return None
    before = items[0].before or (items[0].alert if len(items) > 1 else None)
    if before is None:
        return None
    return ("" if say.language == "zh" else " ").join(differences(before, items[-1].alert, say))


def _actor(actor: Document, say: Translator) -> str:
    of = (actor.get("of") or {}).get("name")
    country = actor.get("country")
    known = [clean(of)] if of else []
    known += [say.country(clean(country))] if country else []
    name = clean(actor["name"])
    return f"{name} ({', '.join(known)})" if known else name


def _recorded(alert: Document, say: Translator) -> list[Fact]:
    titles = [one["title"] for one in _engagements(alert) if one.get("title")]
    facts = [
        Fact(say.gettext("Who"), _actor(alert["subject"]["domestic"], say)),
        Fact(say.gettext("With whom"), _actor(alert["subject"]["foreign"], say)),
        Fact(say.gettext("What"), say.gettext(word(CHANNELS, alert["channel"]))),
        Fact(say.gettext("When"), span(alert.get("occurred"), say)),
    ]
    if titles:
        facts.insert(3, Fact(say.gettext("Titled"), "; ".join(map(clean, titles))))
    return facts


def _dates(alert: Document, say: Translator) -> list[Fact]:
    opened, updated = alert.get("opened"), alert.get("updated")
    facts = [
        Fact(say.gettext("Due"), day(alert.get("due"), say)),
        Fact(say.gettext("Absence judged from"), day(alert.get("alert_date"), say)),
        Fact(say.gettext("Alert opened"), moment(opened, say)),
    ]
    if updated != opened:
        facts.append(Fact(say.gettext("Last revised"), moment(updated, say)))
    return facts


def _searched(alert: Document, say: Translator) -> str | None:
    """Return which register, in which state of our copy; None where the law has no public one."""
    name, register = register_name(alert), register_of(alert)
    if not name:
        return None
    if not register.get("synced"):
        return say.gettext("{register}; our copy does not cover these dates", register=name)
    at = moment(register["synced"], say)
    return say.gettext("{register}; our copy of {moment}", register=name, moment=at)


def _match(alert: Document, say: Translator) -> Reference | None:
    found = register_of(alert).get("match")
    if not found:
        return None
    text = say.gettext("Record {record} matches.", record=clean(found["record_id"]))
    return Reference(text, web(found["url"]) if found.get("url") else None)


def _candidates(alert: Document, say: Translator) -> list[Reference]:
    return [
        Reference(
            say.gettext(
                "Record {record}, score {score}", record=clean(one["record_id"]), score=score
            ),
            web(one["url"]) if one.get("url") else None,
            clean(one.get("why") or ""),
        )
        for one in register_of(alert).get("candidates") or ()
        for score in [f"{float(one.get('score') or 0):.2f}"]
    ]


def _steps(alert: Document, say: Translator) -> list[Reference]:
    return [
        Reference(clean(step["text"]), None, say.gettext(word(BASES, step.get("basis", "rule"))))
        for step in alert.get("reason") or ()
    ]


def _engagements(alert: Document) -> Sequence[Document]:
    found: Sequence[Document] = (alert.get("evidence") or {}).get("engagements") or ()
    return found


def _sources(alert: Document, say: Translator) -> list[Reference]:
    found = []
    for engagement in _engagements(alert):
        for source in engagement.get("sources") or ():
            url = web(source.get("url") or "")
            host = clean(urlsplit(url).hostname or "") if url else ""
            name = clean(source.get("publisher") or host or source.get("url") or "")
            published = source.get("published")
            text = f"{name}, {day(str(published)[:10], say)}" if published else name
            if source.get("coding") == "machine":
                coded = say.gettext("coded by a machine")
                text = f"{text}, {coded}"
            found.append(Reference(text, url))
    return found


def _answers(alert: Document, say: Translator) -> list[Answer]:
    return [
        Answer(
            say.gettext(
                "{who} answered on {moment}:",
                who=_answerer(one),
                moment=moment(one.get("at"), say),
            ),
            clean(one["text"]),
            web(one["url"]) if one.get("url") else None,
        )
        for one in alert.get("answers") or ()
    ]


def _answerer(answer: Document) -> str:
    by = clean(answer["by"])
    return f"{by} ({clean(answer['capacity'])})" if answer.get("capacity") else by
