"""Stable identifiers, computed from what they identify and nothing else.

The same facts give the same ids on every machine, in every order of arrival and after every replay:
that is what lets a reader cite an alert.
"""

import hashlib

from interparty_shared.domain import names
from interparty_shared.domain.facts import Actor, Ref


def digest(*parts: str) -> str:
    """Return 128 bits of SHA-256 over the parts, as hexadecimal.

    No two lists of parts collide by concatenation, because each part goes in with its length.
    """
    hasher = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        hasher.update(len(raw).to_bytes(4, "big"))
        hasher.update(raw)
    return hasher.hexdigest()[:32]


def actor_key(actor: Actor) -> str:
    """Return who an actor is: by an identifier where one is given, else by name and country."""
    if actor.keyed is not None:
        return actor.keyed
    if actor.ids:
        scheme, value = actor.ids[0]
        return f"{scheme}:{value}"
    return f"name:{actor.country or ''}:{names.key(actor.name)}"


def obligation_id(regime: str, engagement: Ref, holder: Actor) -> str:
    """Return the id of what one holder owes under one regime for one engagement."""
    return "ob_" + digest(regime, engagement.source, engagement.id, actor_key(holder))


def alert_id(obligation: str) -> str:
    """Return the id of the alert about an obligation: one duty, one alert, for good."""
    return "al_" + obligation.removeprefix("ob_")
