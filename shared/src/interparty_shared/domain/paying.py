"""Who paid for an engagement, as far as it is recorded."""

from interparty_shared.domain.facts import Actor, Engagement


def pays(actor: Actor) -> bool:
    """Return whether an actor is recorded as paying; a share of nothing is none."""
    return actor.pays.amount > 0 if actor.pays is not None else actor.role == "funder"


def payers_of(engagement: Engagement) -> list[Actor]:
    """Return the participants who are recorded as paying."""
    return [actor for actor in engagement.participants if pays(actor)]
