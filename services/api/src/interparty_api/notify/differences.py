"""What changed between two revisions of an alert: the fields, and sentences for readers."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from interparty_api.i18n import Translator
from interparty_api.notify import patterns
from interparty_api.notify.safe import clean
from interparty_api.notify.vocabulary import SEVERITIES, word

_ALWAYS_CHANGE: Final = frozenset({"revision", "sequence", "updated"})

Document = Mapping[str, Any]


def fields_changed(before: Document, now: Document) -> tuple[str, ...]:
    """Return the fields in which a revision differs from the one before, sorted."""
    names = (before.keys() | now.keys()) - _ALWAYS_CHANGE
    return tuple(sorted(name for name in names if before.get(name) != now.get(name)))


def differences(before: Document, now: Document, say: Translator) -> list[str]:
    """Return what a reader of the one has to know of the other; never empty."""
    said = [*_found(before, now, say), *_standing(before, now, say), *_values(before, now, say)]
    said += _evidence(before, now, say)
    if not said:
        said.append(
            say.gettext("Details of the reasoning changed; the alert's page shows each revision.")
        )
    return said


def withdrawal(now: Document) -> str | None:
    """Return why an alert was withdrawn, where its reasons say so; English."""
    for step in reversed(now.get("reason") or ()):
        if step.get("step") == "withdrawal":
            return clean(step["text"])
    return None


def span(occurred: Document | None, say: Translator) -> str:
    """Return days: one, or from the first to the last."""
    first, last = ((occurred or {}).get(name) for name in ("from", "to"))
    if first is None:
        return say.gettext("not known")
    if last is None or last == first:
        return day(first, say)
    return say.gettext("{first} to {last}", first=day(first, say), last=day(last, say))


def day(value: str | None, say: Translator) -> str:
    """Return a day."""
    return say.date(date.fromisoformat(value)) if value else say.gettext("none")


def moment(value: str | None, say: Translator) -> str:
    """Return a moment."""
    return say.moment(datetime.fromisoformat(value)) if value else say.gettext("not known")


def register_of(alert: Document) -> Mapping[str, Any]:
    """Return what was searched."""
    found: Mapping[str, Any] = (alert.get("evidence") or {}).get("register") or {}
    return found


def register_name(alert: Document) -> str:
    """Return the name of the register; empty where there is none."""
    register = register_of(alert)
    return clean(register.get("name") or register.get("id") or "")


def _found(before: Document, now: Document, say: Translator) -> Iterator[str]:
    matches = [register_of(one).get("match") for one in (before, now)]
    old, new = (match and match.get("record_id") for match in matches)
    if new and new != old:
        yield say.gettext(
            "A matching record was found in {register}: record {record}.",
            register=register_name(now),
            record=clean(new),
        )
    elif old and not new:
        yield say.gettext(
            "Record {record}, taken for a match until now, no longer counts as one.",
            record=clean(old),
        )


def _standing(before: Document, now: Document, say: Translator) -> Iterator[str]:
    status, opened = now.get("status"), day((now.get("opened") or "")[:10] or None, say)
    if status == "resolved" != before.get("status"):
        yield say.gettext("The alert of {date} is resolved.", date=opened)
    elif status == "withdrawn" != before.get("status"):
        yield say.gettext("The alert of {date} is withdrawn.", date=opened)
    elif status == "open" != before.get("status"):
        yield say.gettext("The alert of {date} is open again.", date=opened)


def _values(before: Document, now: Document, say: Translator) -> Iterator[str]:
    def differs(read: Callable[[Document], str]) -> dict[str, str] | None:
        old, new = read(before), read(now)
        return None if old == new else {"before": old, "now": new}

    answered = now.get("status") == "resolved"
    if not answered and (both := differs(lambda one: say.gettext(patterns.headline(one)))):
        yield say.gettext("The finding was “{before}” and is now “{now}”.", **both)
    if both := differs(lambda one: say.gettext(word(SEVERITIES, one.get("severity")))):
        yield say.gettext("The severity was {before} and is now {now}.", **both)
    if both := differs(_people):
        yield say.gettext("Named before: {before}. Named now: {now}.", **both)
    if both := differs(lambda one: span(one.get("occurred"), say)):
        yield say.gettext("The dates were {before} and are now {now}.", **both)
    if both := differs(lambda one: day(one.get("due"), say)):
        yield say.gettext("The due date was {before} and is now {now}.", **both)
    if both := differs(lambda one: day(one.get("alert_date"), say)):
        yield say.gettext(
            "The day from which an absence is judged was {before} and is now {now}.", **both
        )
    if both := differs(lambda one: clean((one.get("rule") or {}).get("version", ""))):
        yield say.gettext("The rule's version was {before} and is now {now}.", **both)


def _people(alert: Document) -> str:
    subject = alert.get("subject") or {}
    return " – ".join(clean(subject[side]["name"]) for side in ("domestic", "foreign"))


def _evidence(before: Document, now: Document, say: Translator) -> Iterator[str]:
    old, new = register_of(before), register_of(now)
    if new.get("synced") and old.get("synced") != new.get("synced"):
        yield say.gettext(
            "The register was searched again, in our copy of {moment}.",
            moment=moment(new["synced"], say),
        )
    if not new.get("match") and _candidates(old) != _candidates(new):
        yield say.gettext("The nearest records are others than before.")
    if _sources(before) != _sources(now):
        yield say.gettext("The sources are others than before.")


def _candidates(register: Document) -> set[str]:
    return {str(one.get("record_id")) for one in register.get("candidates") or ()}


def _sources(alert: Document) -> set[str]:
    engagements = (alert.get("evidence") or {}).get("engagements") or ()
    return {str(source) for one in engagements for source in one.get("sources") or ()}
