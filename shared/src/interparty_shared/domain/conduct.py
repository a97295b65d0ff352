"""What was done, for whom and for what: the questions that laws on foreign influence ask of an act.

Each is three-valued. Most reports do not say whether somebody was directed, or paid: the answer is then
unknown, and names the fact that would settle it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from interparty_shared.domain import identity, limbs, words
from interparty_shared.domain.adding import Adding, earlier
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.findings import Finding
from interparty_shared.domain.regimes import Regime

_IMPLIED: Final = {
    "donation": "distribute_value",
    "loan": "distribute_value",
    "hospitality": "distribute_value",
}
"""What a channel is by itself."""
_MEANS: Final = {
    "lobbying": frozenset({"communicate_office_holder", "political_activities"}),
    "electioneering": frozenset({"political_activities"}),
    "political_donation": frozenset({"distribute_value"}),
    "referendum_donation": frozenset({"distribute_value"}),
    **dict.fromkeys(
        ("regular_lobbying", "permanent_lobbying", "lobbying_for_others"),
        frozenset({"lobbying", "communicate_office_holder", "political_activities"}),
    ),
}
"""What an activity is, too, in the words of other laws."""
_CONVERSE: Final = frozenset({"meeting", "communication", "visit"})
_PUBLIC_OFFICES: Final = words.OFFICES - {
    "party_leader",
    "party_official",
    "diplomat",
    "former_office_holder",
}


def findings(
    engagement: Engagement,
    regime: Regime,
    holder: Actor,
    met: Sequence[Actor],
    beside: Sequence[Adding],
) -> list[Finding]:
    """Return the answers to what the regime asks of the conduct; none where it asks nothing."""
    return list(_findings(engagement, regime, holder, met, beside))


def _findings(
    engagement: Engagement,
    regime: Regime,
    holder: Actor,
    met: Sequence[Actor],
    beside: Sequence[Adding],
) -> Iterator[Finding]:
    if regime.activities:
        yield _activity(engagement, regime, holder)
    if regime.purposes:
        yield _purpose(engagement, regime)
    if regime.directed is not None:
        yield _directed(engagement, regime.directed, holder)
    if regime.remunerated:
        yield _remunerated(engagement)
    if regime.frequency is not None:
        yield _frequent(engagement, regime, met, beside)


def _activity(engagement: Engagement, regime: Regime, holder: Actor) -> Finding:
    recorded = engagement.arrangement.activities if engagement.arrangement else None
    done = set(recorded or ()).union(*(_MEANS.get(one, ()) for one in recorded or ()))
    if engagement.channel in _IMPLIED:
        done.add(_IMPLIED[engagement.channel])
    if engagement.channel in _CONVERSE and _met_an_official(engagement, regime, holder):
        done.add("communicate_office_holder")
    said: dict[str, Any] = {"activities": sorted(done)}
    fitting = sorted(done & regime.activities)
    if fitting:
        named = ", ".join(one.replace("_", " ") for one in fitting)
        return Finding("activity", True, f"What was done: {named}.", said)
    if recorded is None:
        text = "What was done is not recorded."
        return Finding("activity", None, text, said, fact="arrangement.activities")
    if not recorded <= words.ACTIVITIES:
        # Of a word that is not ours it is not known whether the rule means it by another.
        text = f"Whether the rule means what was done is not known: {_spelt(recorded)}."
        return Finding("activity", None, text, said, fact="arrangement.activities")
    asked = ", ".join(sorted(regime.activities)).replace("_", " ")
    return Finding(
        "activity", False, f"None of what was done is what the rule names ({asked}).", said
    )


def _met_an_official(engagement: Engagement, regime: Regime, holder: Actor) -> bool:
    """Return whether an office holder of the jurisdiction took part, beside the one who may owe."""
    home = regime.home
    return any(
        one is not holder
        and one.role not in {"agent", "principal"}
        and one.office in _PUBLIC_OFFICES
        and (one.country in home if home else one.country is not None)
        for one in engagement.participants
    )


def _purpose(engagement: Engagement, regime: Regime) -> Finding:
    recorded = engagement.arrangement.purposes if engagement.arrangement else None
    if recorded is None:
        text = "What it was for is not recorded."
        return Finding("purpose", None, text, {}, fact="arrangement.purposes")
    said = {"purposes": sorted(recorded)}
    fitting = sorted(recorded & regime.purposes)
    if fitting:
        named = ", ".join(one.replace("_", " ") for one in fitting)
        return Finding("purpose", True, f"What it was for: {named}.", said)
    if not recorded <= words.PURPOSES:
        text = f"Whether the rule means what it was for is not known: {_spelt(recorded)}."
        return Finding("purpose", None, text, said, fact="arrangement.purposes")
    return Finding("purpose", False, "What it was for is not what the rule names.", said)


def _spelt(recorded: frozenset[str]) -> str:
    return ", ".join(sorted(recorded)).replace("_", " ")


def _directed(engagement: Engagement, how: str, holder: Actor) -> Finding:
    arrangement = engagement.arrangement
    directed = arrangement.directed if arrangement else None
    associated = arrangement.associated if arrangement else None
    said = {"directed": directed, "associated": associated}
    if directed or (how == "association" and associated):
        word = "at the direction of" if directed else "in association with"
        text = f"{holder.name} acted {word} the other side, as recorded."
        return Finding("direction", True, text, said)
    if how == "direction" and directed is False:
        text = f"{holder.name} did not act at anyone's direction, as recorded."
        return Finding("direction", False, text, said)
    if how == "association" and directed is False and associated is False:
        text = f"{holder.name} acted neither at the direction of the other side nor with it, as recorded."
        return Finding("direction", False, text, said)
    fact = "arrangement.directed" if directed is None else "arrangement.associated"
    text = (
        f"Whether {holder.name} acted for the other side, and at whose direction, is not recorded."
    )
    return Finding("direction", None, text, said, fact=fact)


def _remunerated(engagement: Engagement) -> Finding:
    paid = engagement.arrangement.remunerated if engagement.arrangement else None
    if paid is None:
        text = "Whether it was done for pay is not recorded."
        return Finding("pay", None, text, {}, fact="arrangement.remunerated")
    text = f"It was {'' if paid else 'not '}done for pay, as recorded."
    return Finding("pay", paid, text, {"remunerated": paid})


def _frequent(
    engagement: Engagement, regime: Regime, met: Sequence[Actor], beside: Sequence[Adding]
) -> Finding:
    rule = regime.frequency
    assert rule is not None  # noqa: S101 - asked for only where there is one
    first = _window(engagement.occurred.end, rule.months)
    contacts = {identity.actor_key(one) for one in met}
    for one in earlier(engagement, beside):
        if one.certain and one.engagement.occurred.end >= first:
            # Whoever took part beside the holder is a contact, as here.
            officials = _officials(one.engagement, regime)
            contacts.update(identity.actor_key(actor) for actor in officials)
    count = len(contacts)
    said = {"contacts": count, "more_than": rule.more_than, "since": first.isoformat()}
    text = f"{count} different contacts are known from {first} to {engagement.occurred.end};"
    if count > rule.more_than:
        return Finding("frequency", True, f"{text} the duty begins above {rule.more_than}.", said)
    # Those that nobody reported are not counted: too few are known to say that there were too few.
    text = f"{text} the duty begins above {rule.more_than}, and there may have been others."
    return Finding("frequency", None, text, said, fact="contacts of the last months")


def _officials(engagement: Engagement, regime: Regime) -> list[Actor]:
    asked, on = regime.counterpart.limbs, engagement.occurred
    return [
        one
        for one in engagement.participants
        if one.role not in {"agent", "principal"}
        and one.country in regime.home
        and (not asked or any(limbs.catches(limb, one, on, regime.id) for limb in asked))
    ]


def _window(end: date, months: int) -> date:
    """Return the first day of so many months that end with a day (BGB section 188 (2), reckoned back)."""
    return Deadline(months, "month", direction="before", inclusive=True).due(end)
