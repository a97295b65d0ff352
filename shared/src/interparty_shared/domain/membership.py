"""Of which party a person was, by what reference data says of its memberships."""

from interparty_shared.domain.facts import Actor, ActorRecord, Days, held


def party_of(record: ActorRecord, parties: tuple[ActorRecord, ...], on: Days) -> Actor | None:
    """Return the party that a person was of on all these days, by its record; of several parties, none."""
    those = {
        one.party
        for one in record.member_of or ()
        if held((one.days,), on.start) and held((one.days,), on.end)
    }
    if len(those) != 1:
        return None
    party = next((one for one in parties if one.id in those and one.names), None)
    if party is None:
        return None
    return Actor(
        name=party.names[0],
        kind=party.kind,
        country=party.country,
        ids=party.ids,
        aliases=party.names[1:],
        state_linked=party.state_linked,
        governing=party.governing,
        governing_known=party.governing_known,
        held_by=party.held_by,
        specified=party.specified,
        record=party.id,
    )
