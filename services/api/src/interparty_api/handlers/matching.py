"""Whom a revision concerns: whose filter it fulfils, and who was told of its alert before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

import orjson
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.filters import AlertFilter, anchors_of, parse
from interparty_api.store import watchers
from interparty_api.store.alerts import Revision
from interparty_api.store.watchers import Candidate, First
from interparty_shared.errors import Invalid

log = structlog.get_logger(__name__)


@lru_cache(maxsize=50_000)
def filter_of(text: str) -> AlertFilter | None:
    """Return the filter that was saved as this text; None: it is none any more."""
    try:
        return parse(orjson.loads(text))
    except Invalid as error:
        # Saved filters were checked; words that are no longer known are a defect of ours. Who has
        # such a filter is told nothing, everybody else is.
        log.error("a saved filter is not valid", at=error.pointer)  # noqa: TRY400
        return None


@dataclass(slots=True)
class Concerned:
    """Who is to be told of what, found for a batch of revisions at once.

    Filters that are written alike are held against a revision once, however many have them.
    """

    _by_filter: dict[str, list[Candidate]] = field(default_factory=dict)
    _by_term: dict[str, set[str]] = field(default_factory=dict)
    _told: dict[str, dict[str, int]] = field(default_factory=dict)
    """Alert → subscription → sequence of the first revision that it was told of."""
    news: list[First] = field(default_factory=list)
    """Who was told of an alert for the first time."""

    @classmethod
    async def load(cls, connection: AsyncConnection, revisions: Sequence[Revision]) -> Self:
        """Return all that may be concerned by one of these revisions."""
        # A revision that nobody is to be told of anew (the backfill lane) is found by what was told.
        asked = {term for one in revisions if one.notify for term in anchors_of(one)}
        found = cls()
        if asked:
            found._add(await watchers.candidates(connection, asked))
        for first in await watchers.told(connection, {one.alert for one in revisions}):
            found._told.setdefault(first.alert, {})[first.subscription] = first.sequence
        return found

    def _add(self, candidates: Iterable[Candidate]) -> None:
        seen: dict[str, set[str]] = {}
        for one in candidates:
            self._by_term.setdefault(one.term, set()).add(one.filter)
            ids = seen.setdefault(one.filter, set())
            if one.id not in ids:
                ids.add(one.id)
                self._by_filter.setdefault(one.filter, []).append(one)

    def by(self, revision: Revision) -> list[str]:
        """Return the subscriptions that are to be told of a revision, and remember that they are.

        To be asked of each revision once, in order: who is told of one is told of all later ones of
        the same alert, whatever their filters say of those.
        """
        told = self._told.setdefault(revision.alert, {})
        concerned = list(told)
        if revision.notify:
            for one in self._fulfilled(revision):
                if one.id not in told and revision.sequence > one.after:
                    told[one.id] = revision.sequence
                    self.news.append(First(revision.alert, one.id, revision.sequence))
                    concerned.append(one.id)
        return concerned

    def _fulfilled(self, revision: Revision) -> Iterable[Candidate]:
        texts: set[str] = set()
        for term in anchors_of(revision) & self._by_term.keys():
            texts |= self._by_term[term]
        for text in sorted(texts):
            wanted = filter_of(text)
            if wanted is not None and wanted.matches(revision):
                yield from self._by_filter[text]
