"""Reference records in memory, found by blocking keys, decided by the pure rules."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.asking import resolved
from interparty_shared.domain.resolving.comparing import Matcher, Query, Scored
from interparty_shared.domain.resolving.deciding import Resolution
from interparty_shared.domain.resolving.lexicon import Lexicon


class Gazetteer:
    """All that is known of actors. The order in which records are given changes nothing."""

    def __init__(
        self, records: Iterable[ActorRecord], lexicon: Lexicon, *, kept: int = 65_536
    ) -> None:
        self.matcher = Matcher(lexicon)
        self._index: dict[str, dict[str | None, list[ActorRecord]]] = {}
        for record in sorted(records, key=lambda one: (one.id, repr(one))):
            for key in self.matcher.record_keys(record):
                self._index.setdefault(key, {}).setdefault(_filed(record), []).append(record)
        self._resolved = lru_cache(maxsize=kept)(self._resolve)

    def resolve(self, query: Query) -> Resolution:
        """Return whom a name means."""
        return self._resolved(query)

    def candidates(self, query: Query) -> list[ActorRecord]:
        """Return the records that share a key with a name, and may be of its country."""
        found: dict[int, ActorRecord] = {}
        for key in self.matcher.blocking_keys(query.name, kind=query.kind):
            by_country = self._index.get(key)
            if by_country is not None:
                for records in _fitting(by_country, query.country):
                    found.update((id(one), one) for one in records)
        return list(found.values())

    def scored(self, query: Query) -> list[Scored]:
        """Return every candidate with its score."""
        each = (self.matcher.compare(query, record) for record in self.candidates(query))
        return [one for one in each if one is not None]

    def _resolve(self, query: Query) -> Resolution:
        return resolved(query, self.matcher, self.candidates)


def _filed(record: ActorRecord) -> str | None:
    """Return the country under which a record is kept: none, where its country says little."""
    return None if record.kind == "party_international" else record.country


def _fitting(
    by_country: dict[str | None, list[ActorRecord]], country: str | None
) -> Iterator[list[ActorRecord]]:
    if country is None:
        yield from by_country.values()
        return
    for code in (country, None):
        if code in by_country:
            yield by_country[code]
