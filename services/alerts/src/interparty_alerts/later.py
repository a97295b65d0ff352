"""What is asked for to be evaluated later."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.decisions import Cause
from interparty_alerts.store import rechecks
from interparty_shared.domain.blocking import Search
from interparty_shared.domain.facts import Ref


async def look_again(
    connection: AsyncConnection,
    causes: Mapping[Ref, Cause],
    *,
    searches: Mapping[Search, Cause] = MappingProxyType({}),
    after: int | None = None,
    after_barrier: bool = False,
    moved: Collection[Ref] = (),
) -> None:
    """Ask for these engagements, and those that `searches` find, to be evaluated later.

    One request for those of whom people are to be told and one for the others, each with the trace of
    one of its events: a trace for each would be a row for each. `moved` are those that are other than
    before, and have what hangs on them looked at after them.
    """
    for notify in (True, False):
        refs = [ref for ref, cause in causes.items() if cause.notify is notify]
        still = [ref for ref in refs if ref not in moved]
        others = [ref for ref in refs if ref in moved]
        keys = [one for one, cause in searches.items() if cause.notify is notify]
        parts: list[tuple[list[Ref], list[Search]]] = [(still, keys), (others, [])]
        for some, under in parts:
            if some or under:
                trace = (causes[some[0]] if some else searches[under[0]]).trace
                await rechecks.add(
                    connection,
                    some,
                    keys=[str(one) for one in under],
                    after=after,
                    after_barrier=after_barrier,
                    trace=trace,
                    notify=notify,
                    moved=some is others,
                )
