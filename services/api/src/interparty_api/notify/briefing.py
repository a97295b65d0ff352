"""A digest: what is new and what was corrected, in the order in which one would be briefed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from interparty_api.i18n import Translator
from interparty_api.notify.base import Outgoing
from interparty_api.notify.differences import moment
from interparty_api.notify.entries import Entry
from interparty_api.notify.safe import clean
from interparty_api.notify.vocabulary import BRIEFINGS, TAGS, word

MOST_IN_FULL: Final = 40
"""New alerts that are told in full; a mail that is larger is cut off by those who show it."""
_CORRECTIONS: Final = ("withdrawn", "resolved", "revised")


@dataclass(frozen=True, slots=True)
class Group:
    """The new alerts of one country under one law."""

    country: str
    regime: str
    count: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Briefing:
    """A digest, as its template takes it."""

    title: str
    subject: str
    counts: str
    tallies: Sequence[str]
    """How many corrections of each sort; empty where there is none."""
    period: str
    corrections: Sequence[Entry]
    groups: Sequence[Group]
    left_out: str | None


def briefing_of(outgoing: Outgoing, entries: Sequence[Entry], say: Translator) -> Briefing:
    """Return the digest of these entries."""
    corrections = sorted(
        (entry for entry in entries if entry.tag != "new"),
        key=lambda one: (_CORRECTIONS.index(one.tag), one.country, one.regime, one.sequences[0]),
    )
    new = sorted(
        (entry for entry in entries if entry.tag == "new"),
        key=lambda one: (one.country, one.regime, one.due, one.sequences[0]),
    )
    counts = say.both(_counts(len(new), len(corrections), say))
    title = say.gettext(word(BRIEFINGS, outgoing.to.pace))
    updated = sorted(item.alert["updated"] for item in outgoing.items)
    return Briefing(
        title=title,
        subject=say.gettext(
            "{briefing}, {name}: {counts}",
            briefing=title,
            name=clean(outgoing.to.name),
            counts=counts,
        ),
        counts=counts,
        tallies=_tallies(corrections, say),
        period=_period(moment(updated[0], say), moment(updated[-1], say), say),
        corrections=corrections,
        groups=_groups(new, say),
        left_out=_left_out(len(new) - MOST_IN_FULL, say),
    )


def _period(first: str, last: str, say: Translator) -> str:
    if first == last:
        return say.gettext("What changed on {moment}.", moment=first)
    return say.gettext("What changed from {first} to {last}.", first=first, last=last)


def _counts(new: int, corrections: int, say: Translator) -> list[str]:
    said = []
    if new:
        said.append(say.ngettext("{n} new alert", "{n} new alerts", new))
    if corrections:
        said.append(say.ngettext("{n} correction", "{n} corrections", corrections))
    return said


def _tallies(corrections: Sequence[Entry], say: Translator) -> list[str]:
    tags = [entry.tag for entry in corrections]
    return [
        say.gettext("{what}: {n}", what=say.gettext(TAGS[tag]), n=say.number(tags.count(tag)))
        for tag in _CORRECTIONS
        if tag in tags
    ]


def _groups(new: Sequence[Entry], say: Translator) -> list[Group]:
    """Return the groups; of alerts beyond the most that are told in full, the number only."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in new:
        found.setdefault((entry.country, entry.regime), []).append(entry)
    room, groups = MOST_IN_FULL, []
    for (country, regime), entries in found.items():
        count = say.ngettext("{n} new alert", "{n} new alerts", len(entries))
        shown = entries[:room]
        room -= len(shown)
        groups.append(Group(say.country(country), regime, count, shown))
    return groups


def _left_out(more: int, say: Translator) -> str | None:
    if more <= 0:
        return None
    return say.ngettext(
        "{n} more new alert is counted above and not told in full here.",
        "{n} more new alerts are counted above and not told in full here.",
        more,
    )
