"""Who paid for an engagement, as far as it is recorded."""

from typing import Final

from interparty_shared.domain import identity
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.words import BODY_KINDS

_TRAVELLING_ROLES: Final = frozenset({None, "guest", "attendee", "speaker"})


def pays(actor: Actor) -> bool:
    """Return whether an actor is recorded as paying; a share of nothing is none."""
    return actor.pays.amount > 0 if actor.pays is not None else actor.role == "funder"


def payers_of(engagement: Engagement) -> list[Actor]:
    """Return the participants who are recorded as paying."""
    return [actor for actor in engagement.participants if pays(actor)]


def beside_holder(engagement: Engagement, holder: Actor) -> list[Actor]:
    """Return the other people for whom it may have been paid, too; of a body that is given, nobody."""
    if holder.kind in BODY_KINDS:
        return []
    return [
        actor
        for actor in engagement.participants
        if actor.kind not in BODY_KINDS and actor.role in _TRAVELLING_ROLES
        if identity.actor_key(actor) != identity.actor_key(holder)
    ]
