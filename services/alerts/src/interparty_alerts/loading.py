"""The facts that verdicts hang on, as they stand: engagements with the questions about them, records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.questions import Asked, Rules
from interparty_alerts.store import links, meant
from interparty_alerts.store.facts import Stored
from interparty_shared.domain import blocking, words
from interparty_shared.domain.actors import Reference
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import Disclosure, Engagement, Ref

Records = Mapping[Search, Sequence[Disclosure]]


def thing_of(ref: Ref) -> str:
    """Return under what an engagement and its retraction are stored."""
    return f"engagement\n{ref.source}\n{ref.id}"


def in_force(stored: Iterable[Stored]) -> list[Stored]:
    """Return the engagements that stand: a retraction takes back what is not newer than itself."""
    retracted: dict[str, datetime] = {}
    standing = []
    for one in stored:
        if one.type == words.EVENT_RETRACTED:
            retracted[one.thing] = max(retracted.get(one.thing, one.stamp.time), one.stamp.time)
        elif one.type == words.EVENT_ENGAGEMENT:
            standing.append(one)
    return [
        one
        for one in standing
        if one.thing not in retracted or one.stamp.time > retracted[one.thing]
    ]


async def reference_for(
    connection: AsyncConnection, engagements: Iterable[Engagement], rules: Rules
) -> Reference:
    """Return what is known of the actors who took part in these engagements."""
    return await meant.resolved(connection, engagements, rules.matcher)


async def engagements(
    connection: AsyncConnection, stored: Iterable[Stored], rules: Rules
) -> dict[Ref, Asked]:
    """Return engagements, completed by reference data, with the questions about them.

    They are found from then on under the other names of those who owe something for them, too, and under
    the reference records that their participants mean.
    """
    posted = [(one, one.value) for one in stored if isinstance(one.value, Engagement)]
    reference = await reference_for(connection, (value for _, value in posted), rules)
    loaded = {one.ref: rules.asked(one.version, value, reference) for one, value in posted}
    renamed: dict[Ref, tuple[str, set[Linked]]] = {
        ref: ("e", found)
        for ref, one in loaded.items()
        if (
            found := blocking.holder_links(one.engagement, one.holders)
            | blocking.record_links(one.engagement)
        )
    }
    # A record that is filed under another name that somebody has must find the engagement, too.
    await links.link(connection, renamed)
    return loaded


async def records(
    connection: AsyncConnection, loaded: Iterable[Asked], near: links.Near
) -> Records:
    """Return what was filed that may answer the questions, by where it is looked for."""
    searches = {
        search for one in loaded for question in one.questions for search in question.searches
    }
    return {
        search: [one.value for one in group if isinstance(one.value, Disclosure)]
        for search, group in (await links.records(connection, searches, near)).items()
    }
