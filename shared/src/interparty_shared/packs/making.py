"""Makes the value that the domain works with out of a checked pack."""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import holidays

from interparty_shared.domain import deadlines, regimes
from interparty_shared.domain.calendars import Calendar
from interparty_shared.domain.facts import Days
from interparty_shared.domain.regimes import NO_REGISTER, Regime
from interparty_shared.domain.triggers import Period
from interparty_shared.packs import parts, schema, timing

FIRST_YEAR, LAST_YEAR = 1990, 2060
"""The years for which public holidays are known."""
_NO_DEADLINE = deadlines.Deadline(0)
"""Of a prohibition: no filing cures it."""


def regime(pack: schema.Pack) -> Regime:
    """Return a pack as the value that the domain works with."""
    return Regime(
        id=pack.id,
        rule=pack.rule or "",
        version=pack.version,
        title=pack.title,
        jurisdiction=pack.jurisdiction,
        status=pack.status,
        valid_from=pack.valid.from_,
        valid_to=pack.valid.to,
        shape=pack.shape,
        enabled=pack.confidence != "recall" if pack.enabled is None else pack.enabled,
        duty=pack.duty,
        not_shown=pack.not_shown,
        not_seen=tuple(pack.not_seen),
        citation=pack.citation,
        sources=tuple(pack.sources),
        confidence=pack.confidence,
        duty_holder=pack.duty_holder,
        binds=_binds(pack.binds),
        counterpart=regimes.Counterpart(
            pack.counterpart.origin,
            tuple(map(_limb, pack.counterpart.limbs)),
            tuple(map(_limb, pack.counterpart.but_not)),
            pack.counterpart.pays,
        ),
        channels=frozenset(pack.channels),
        activities=frozenset(pack.activities),
        purposes=frozenset(pack.purposes),
        directed=pack.directed,
        remunerated=pack.remunerated,
        inside=frozenset(pack.inside),
        outside=frozenset(pack.outside),
        thresholds=tuple(
            sorted(map(_threshold, pack.threshold), key=lambda one: one.since, reverse=True)
        ),
        frequency=(
            regimes.Frequency(pack.frequency.more_than, pack.frequency.months)
            if pack.frequency
            else None
        ),
        exemptions=tuple(
            regimes.Exemption(one.id, one.when, one.text, tuple(one.names), frozenset(one.of))
            for one in pack.exemptions
        ),
        trigger=pack.trigger or "event_end",
        deadline=_deadline(pack.deadline) if pack.deadline else _NO_DEADLINE,
        chain=tuple(map(_deadline, pack.then)),
        transition=_deadline(pack.transition) if pack.transition else None,
        period=_period(pack.period),
        elections=_window(pack.election_window) if pack.election_window else None,
        publication_days=pack.publication_days,
        sync_days=pack.sync_days,
        register=_register(pack.register_) if pack.register_ else NO_REGISTER,
        match=regimes.MatchLimits(**pack.match.model_dump()),
        new_members=_new_members(pack.new_members) if pack.new_members else None,
        severity=tuple(
            (verdict, severity)
            for verdict, severity in pack.severity.model_dump().items()
            if severity is not None
        ),
    )


def _binds(given: parts.Binds) -> regimes.Binds:
    return regimes.Binds(
        countries=frozenset(given.countries) if given.countries else None,
        offices=frozenset(given.offices),
        kinds=frozenset(given.kinds),
        roles=frozenset(given.roles),
        anyone=given.anyone,
        id_schemes=frozenset(given.id_schemes),
        chambers=frozenset(given.chambers),
        not_chambers=frozenset(given.not_chambers),
        titles=frozenset(given.titles),
        unrecorded_chamber=given.unrecorded_chamber,
        institution=given.institution,
        presume=given.presume_politicians,
    )


def _limb(given: parts.Limb) -> regimes.Limb:
    control = given.control
    return regimes.Limb(
        id=given.id,
        text=given.text,
        kinds=frozenset(given.kinds) if given.kinds else None,
        countries=frozenset(given.countries) if given.countries else None,
        offices=frozenset(given.offices),
        state_linked=given.state_linked,
        governing=given.governing,
        specified=tuple(
            regimes.Specified(one.name, tuple(one.aliases), one.country, (one.from_, one.to))
            for one in given.specified
        ),
        specified_complete=given.specified_complete,
        specified_under=given.specified_under or "",
        control=(
            regimes.Control(
                frozenset(control.by_kinds),
                tuple(
                    (one.of, Decimal(one.percent), one.above == "inclusive")
                    for one in control.any_of
                ),
                frozenset(control.by_countries) if control.by_countries else None,
            )
            if control
            else None
        ),
    )


def _threshold(given: timing.Threshold) -> regimes.Threshold:
    return regimes.Threshold(
        Decimal(given.amount),
        given.currency,
        given.above == "inclusive",
        given.since or date.min,
        given.per,
        given.multiples,
        Decimal(given.counts_above) if given.counts_above else None,
    )


def _deadline(given: timing.Deadline) -> deadlines.Deadline:
    month, day = map(int, given.date_.split("-")) if given.date_ else (0, 0)
    return deadlines.Deadline(
        given.amount,
        given.unit or "day",
        given.start == "inclusive",
        direction=given.direction,
        by=given.by,
        fixed=(month, day) if given.date_ else None,
        rollover=given.rollover != "none",
        calendar=calendar(given.calendar) if given.calendar else None,
    )


@lru_cache(maxsize=32)
def calendar(code: str) -> Calendar:
    """Return the working days of a country, or of a part of one ("GB-ENG"), by its public holidays.

    Raises:
        ValueError: the list of holidays knows no such place.
    """
    country, _, part = code.partition("-")
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    try:
        known = holidays.country_holidays(country, subdiv=part or None, years=years)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for {code!r}") from error
    return Calendar(code, frozenset(known))


def _period(given: timing.Period | None) -> Period | None:
    if given is None:
        return None
    month, day = map(int, given.begins.split("-"))
    return Period(given.every, month, day)


def _window(given: timing.ElectionWindow) -> regimes.ElectionWindow:
    opens = deadlines.Deadline(given.opens.amount, given.opens.unit, direction="before")
    none = given.threshold == "none"
    return regimes.ElectionWindow(
        spans=tuple(
            Days(opens.due(day), day - timedelta(days=1)) for day in sorted(given.elections)
        ),
        threshold=_threshold(given.threshold)
        if isinstance(given.threshold, timing.Threshold)
        else None,
        no_threshold=none,
        deadline=_deadline(given.deadline) if given.deadline else None,
        publication_days=given.publication_days,
    )


def _register(given: parts.Register) -> regimes.Register:
    said = given.model_dump()
    return regimes.Register(**{**said, "hidden": tuple(given.hidden)})


def _new_members(given: parts.NewMembers) -> regimes.NewMembers:
    return regimes.NewMembers(
        tuple(given.elections),
        given.within_days,
        given.lookback_days,
        tuple((day, tuple(elected)) for day, elected in sorted(given.by_elections.items())),
    )
