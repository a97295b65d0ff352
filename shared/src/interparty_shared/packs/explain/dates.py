"""Until when, when an absence is judged, and what that comes to for one day."""

from collections.abc import Iterator
from datetime import date

from interparty_shared.domain import duties, triggers
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.facts import Arrangement, Days, Engagement, Ref
from interparty_shared.domain.regimes import Regime
from interparty_shared.packs.explain import acts
from interparty_shared.packs.explain.english import begun, counted

_PERIODS = {"year": "year", "half_year": "half-year", "quarter": "quarter", "month": "month"}


def deadlines(rule: Regime) -> Iterator[str]:
    """Return until when the duty is to be met, in sentences."""
    if rule.shape == "prohibition":
        yield "There is no deadline: nothing that is filed changes a prohibition."
        return
    yield f"{begun(_until(rule, rule.deadline))}{_chained(rule)}."
    if rule.deadline.by == "at_once":
        yield "The law gives no number of days; the number is our own allowance."
    if rule.transition is not None:
        yield (
            f"What stood already when the rule came into force: {rule.transition} {rule.valid_from}."
        )
    if rule.period is not None:
        begins = date(2001, rule.period.month, rule.period.day)
        yield f"The periods: each {_PERIODS[rule.period.every]}, from {begins:%-d %B} on."
    for one in (rule.deadline, *rule.chain):
        if one.calendar is not None:
            yield (
                f"Working days are those of {one.calendar.country}: Monday to Friday, but for public"
                " holidays."
            )
            break
    window = rule.elections
    if window is not None:
        if window.deadline is not None:
            yield f"Before an election: {_until(rule, window.deadline)}{_chained(rule)}."
        spans = ", ".join(f"{span.start} to {span.end}" for span in window.spans)
        yield f"Before an election is: {spans}."
    new = rule.new_members
    if new is not None:
        yield (
            f"Within {counted(new.within_days, 'day')} after an election new members file what they had"
            f" accepted in the {counted(new.lookback_days, 'day')} before it: such a filing is not"
            " called late."
        )


def _until(rule: Regime, deadline: Deadline) -> str:
    return f"{deadline} {triggers.WORDS[rule.trigger]}"


def _chained(rule: Regime) -> str:
    return "".join(f", then {one} of that" for one in rule.chain)


def absences(rule: Regime) -> Iterator[str]:
    """Return when an absence from the register is judged, in sentences."""
    if rule.shape == "prohibition":
        yield "No register is searched."
        return
    if not rule.register.public:
        yield "Never: what is filed is not published."
        return
    if rule.register.absence is not None:
        yield f"Never: {rule.register.absence}"
        return
    after = (
        "the due date, or the last day if that is later"
        if rule.shape == "prior"
        else "the due date"
    )
    days = rule.publication_days + rule.sync_days
    yield (
        f"{begun(counted(days, 'day'))} after {after}: {rule.publication_days} for the register to publish,"
        f" {rule.sync_days} for our copy. Until then it is pending; from then on it is missing, and that"
        " only if a copy that is complete for the whole time shows no matching record."
    )
    if rule.elections is not None and rule.elections.publication_days is not None:
        yield f"Before an election the register is given {counted(rule.elections.publication_days, 'day')}."


def example(rule: Regime, event: date) -> Iterator[str]:
    """Return what the rule comes to for something that took place on one day, in sentences."""
    if not rule.in_force(event):
        yield f"The rule in this version did not bind anyone on {event}; the dates are what it would give."
    if rule.elections is not None and rule.elections.holds(event):
        yield f"{event} lies before an election."
    limit = rule.threshold_on(event)
    if limit is not None:
        yield f"On {event} the duty began at {acts.threshold(limit)}."
    if rule.shape == "prohibition":
        yield "No date follows."
        return
    found = duties.dates(rule, _one_day(rule, event))
    begun_before = ", which was before the rule came into force" if found.transitional else ""
    yield (
        f"For {event} the day {triggers.WORDS[rule.trigger]} is {found.trigger}{begun_before}: due"
        f" {found.due} ({found.due:%A})."
    )
    if rule.register.public and rule.register.shows_filing_date:
        yield f"What is filed after {found.due} is late."
    if rule.register.public and rule.register.absence is None:
        yield f"An absence is pending before {found.alert}; from then on a complete copy makes it missing."


def _one_day(rule: Regime, event: date) -> Engagement:
    """Return something that was agreed, accepted, and took place on one day."""
    return Engagement(
        ref=Ref("urn:explain", "example"),
        channel=min(rule.channels),
        occurred=Days(event, event),
        end_known=True,
        participants=(),
        arrangement=Arrangement(agreed=event, accepted=event),
    )
