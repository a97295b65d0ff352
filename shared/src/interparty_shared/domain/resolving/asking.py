"""Whom a name means among the records that may be meant: as a whole, or as several names in one."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.comparing import Matcher, Query
from interparty_shared.domain.resolving.deciding import Resolution, decide, decide_parts


def resolved(
    query: Query, matcher: Matcher, candidates: Callable[[Query], Iterable[ActorRecord]]
) -> Resolution:
    """Return whom a name means, of the candidates for it and for its parts.

    Whether there are more candidates than share a key with a name changes nothing.
    """

    def asked(name: str) -> Resolution:
        about = query if name == query.name else replace(query, name=name)
        each = (matcher.compare(about, record) for record in candidates(about))
        part = "" if about is query else name
        return decide(replace(one, part=part) if part else one for one in each if one is not None)

    whole = asked(query.name)
    if whole.verdict == "match":
        return whole
    return decide_parts(whole, map(asked, matcher.parts(query.name)))
