"""Answer questions about the rules: regimes, what of them raises alerts, and the registers."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from interparty_api.store import registers
from interparty_shared.db.engine import Database
from interparty_shared.domain import coverage
from interparty_shared.domain.calendars import Calendar
from interparty_shared.domain.documents import moment
from interparty_shared.domain.facts import Coverage
from interparty_shared.domain.patterns.kinds import KINDS
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import NotFound

Document = dict[str, Any]


def plain(value: Any) -> Any:
    """Return a value of the domain as JSON has it; sets in order, a calendar as its country."""
    if isinstance(value, Calendar):
        return value.country
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def regime_document(regime: Regime, today: date) -> Document:
    """Return everything that a pack says of a law, and whether it holds today."""
    said: Document = plain(regime)
    return said | {
        "rule": regime.rule_id,
        "severity": dict(regime.severity),
        "in_force": regime.in_force(today),
    }


def list_regimes(packs: Sequence[Regime], today: date) -> list[Document]:
    """Return every version of every regime, by id and version."""
    return [regime_document(regime, today) for regime in packs]


def get_regime(packs: Sequence[Regime], id_: str, *, version: str | None, today: date) -> Document:
    """Return a regime in one of its versions: by default the one in force, or else the latest.

    Of a regime of several rules (`rules`), one of them; each is found by its own id, too.

    Raises:
        NotFound: there is none.
    """
    of_id = [one for one in packs if one.rule_id == id_] or [one for one in packs if one.id == id_]
    found = _version(of_id, id_, version, today)
    return regime_document(found, today) | {
        "versions": sorted({one.version for one in of_id}),
        "rules": sorted({one.rule_id for one in packs if one.id == found.id}),
    }


def _version(of_id: Sequence[Regime], id_: str, version: str | None, today: date) -> Regime:
    fitting = [regime for regime in of_id if version in {None, regime.version}]
    if not fitting:
        which = f" in version {version!r}" if version and of_id else ""
        raise NotFound(f"no regime {id_!r}{which}")
    return max(fitting, key=lambda one: (one.in_force(today), one.version))


def rule_document(regime: Regime, today: date) -> Document:
    """Return what of a regime raises alerts: which verdict, how grave."""
    return {
        "id": regime.rule_id,
        "version": regime.version,
        "regime": regime.id,
        "title": regime.title,
        "jurisdiction": regime.jurisdiction,
        "shape": regime.shape,
        "enabled": regime.enabled,
        "in_force": regime.in_force(today),
        "confidence": regime.confidence,
        "alerts": dict(regime.severity),
        "citation": regime.citation,
    }


def pattern_document(rule: Rule) -> Document:
    """Return what a rule of a pattern asks, and whether it raises alerts."""
    return {
        "id": rule.id,
        "version": rule.version,
        "title": rule.title,
        "kind": rule.kind,
        "mode": rule.mode,
        "enabled": rule.mode == "live",
        "question": rule.question,
        "method": rule.method,
        "asks": list(KINDS[rule.kind].explained(rule)),
        "sources": list(rule.sources),
        "severity": rule.most,
        "parameters": plain(rule.parameters),
    }


def list_rules(
    packs: Sequence[Regime], today: date, patterns: Sequence[Rule] = ()
) -> list[Document]:
    """Return every version of every rule, by id and version; those of patterns last."""
    return [
        *(rule_document(regime, today) for regime in packs),
        *map(pattern_document, patterns),
    ]


def get_rule(
    packs: Sequence[Regime],
    id_: str,
    *,
    version: str | None,
    today: date,
    patterns: Sequence[Rule] = (),
) -> Document:
    """Return a rule in one of its versions, as `get_regime` does; of a pattern there is one version.

    Raises:
        NotFound: there is none.
    """
    for rule in patterns:
        if rule.id == id_ and version in {None, rule.version}:
            return pattern_document(rule)
    try:
        of_id = [one for one in packs if one.rule_id == id_]
        return rule_document(_version(of_id, id_, version, today), today)
    except NotFound as error:
        raise NotFound(str(error).replace("no regime", "no rule")) from None


async def list_registers(database: Database, packs: Sequence[Regime]) -> list[Document]:
    """Return the registers that regimes speak of, and those that events have brought."""
    async with database.read() as connection:
        records = await registers.records(connection)
        syncs = await registers.syncs(connection)
    return _registers(packs, records, syncs)


async def get_register(database: Database, packs: Sequence[Regime], id_: str) -> Document:
    """Return a register.

    Raises:
        NotFound: no regime speaks of it and nothing was posted of it.
    """
    async with database.read() as connection:
        records = await registers.records(connection)
        syncs = await registers.syncs(connection, id_)
    found = [one for one in _registers(packs, records, syncs) if one["id"] == id_]
    if not found:
        raise NotFound(f"no register {id_!r}")
    return found[0]


def _registers(
    packs: Sequence[Regime],
    records: Mapping[str, int],
    syncs: Mapping[str, Sequence[Coverage]],
) -> list[Document]:
    named = {regime.register.id for regime in packs if regime.register.id}
    return [
        _register(
            id_,
            [regime for regime in packs if regime.register.id == id_],
            records.get(id_, 0),
            syncs.get(id_, ()),
        )
        for id_ in sorted(named | records.keys() | syncs.keys())
    ]


def _register(
    id_: str, regimes: Sequence[Regime], records: int, syncs: Sequence[Coverage]
) -> Document:
    register = regimes[-1].register if regimes else None
    last = max((one.synced for one in syncs), default=None)
    return {
        "id": id_,
        "name": register.name if register else None,
        "url": register.url if register else None,
        "public": register.public if register else None,
        "shows_filing_date": register.shows_filing_date if register else None,
        "shows_amount": register.shows_amount if register else None,
        "regimes": sorted({regime.id for regime in regimes}),
        "not_shown": list(dict.fromkeys(regime.not_shown for regime in regimes)),
        "complete": [
            {"from": first.isoformat(), "to": end.isoformat()}
            for first, end in coverage.spans(syncs)
        ],
        "synced": moment(last) if last else None,
        "records": records,
    }
