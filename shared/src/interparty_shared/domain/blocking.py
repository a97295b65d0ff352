"""Under which keys things are found that may belong together.

An engagement and the record that answers it share a key: an identifier, or a word of the holder's
name, as it sounds. Wide on purpose: what is not found here is never compared, and would read as
missing; so `matching` compares no two people who share no key.
"""

from interparty_shared.domain import names
from interparty_shared.domain.actors import reference_keys
from interparty_shared.domain.facts import Actor, Disclosure, Engagement
from interparty_shared.domain.words import BODY_KINDS


def person_keys(actor: Actor) -> set[str]:
    """Return the keys of somebody who may owe, or have filed, a disclosure."""
    by_id = {f"id:{scheme}:{value}" for scheme, value in actor.ids}
    return by_id | {f"word:{word}" for name in actor.names for word in names.sounds(name)}


def engagement_keys(engagement: Engagement) -> set[str]:
    """Return the keys of an engagement: its people's, and everyone's reference keys."""
    keys: set[str] = set()
    for actor in engagement.participants:
        keys.update(reference_keys(actor))
        if actor.kind not in BODY_KINDS:
            keys |= person_keys(actor)
    return keys


def disclosure_keys(record: Disclosure) -> set[str]:
    """Return the keys of a record: its filer's."""
    return person_keys(record.filer)
