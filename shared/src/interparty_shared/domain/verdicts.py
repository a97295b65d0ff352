"""What the register shows: the verdict on an obligation, by the records that were held against it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from interparty_shared.domain import coverage, gates
from interparty_shared.domain.candidates import Candidate
from interparty_shared.domain.duties import Obligation, Step, said, with_due
from interparty_shared.domain.facts import Coverage, Days, Disclosure
from interparty_shared.domain.findings import fact_of
from interparty_shared.domain.matching import NEAR
from interparty_shared.domain.regimes import Regime

SHOWN_CANDIDATES: Final = 5
_SHOWN_FROM: Final = 0.2
_ENDS: Final = frozenset({"trip_end", "return_home", "event_end"})


def shown(ranked: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return the records that a reader is shown beside the verdict."""
    near = (one for one in ranked if one.score >= _SHOWN_FROM or one.disclosure.withdrawn)
    return tuple(near)[:SHOWN_CANDIDATES]


def answered(
    opened: Obligation,
    case: gates.Case,
    answering: list[Candidate],
    ranked: list[Candidate],
    today: date,
) -> Obligation:
    """Return `disclosed` if any of the records that answer was in time, or nothing says when.

    It is `late` only if nothing speaks against: filer and days are certain, the duty is, and it was
    filed after the deadline that runs from the later of the ends that report and record give.
    """
    found = next((one for one in answering if not _overdue(opened, one)), answering[0])
    opened = _with_records_end(opened, found.disclosure)
    verdict, text, inputs, wake = _filing(opened, case, found, ranked, today)
    said_of = {"record_id": found.disclosure.record_id, "score": found.score, "why": found.why}
    return said(
        opened,
        verdict,
        Step("match", text, "recorded", {**said_of, **inputs}),
        disclosure=found,
        candidates=shown(one for one in ranked if one is not found),
        wake=wake,
    )


def prohibited(opened: Obligation, case: gates.Case) -> Obligation:
    """Return the verdict under a rule that no filing cures: what is recorded is of the kind it names.

    Whether it took place as recorded, and what may be said for it, is for others to judge.
    """
    if case.missing:
        return undetermined(opened, case.missing, [])
    text = (
        f"What is recorded is of a kind that {opened.regime.rule_id} does not allow. Whether it took"
        " place as recorded is not judged here."
    )
    return said(opened, "prohibited", Step("rule", text, "inferred", {}))


def _filing(
    opened: Obligation,
    case: gates.Case,
    found: Candidate,
    ranked: Sequence[Candidate],
    today: date,
) -> tuple[str, str, dict[str, Any], date | None]:
    """Return the verdict on a filing, the sentence and inputs that say why, and when to look again."""
    regime, record, due = opened.regime, found.disclosure, opened.due
    where = f"record {record.record_id} in {regime.register.id}"
    if record.filed is None or not regime.register.shows_filing_date:
        text = f"Recorded: {where}. The register shows no filing date, so lateness is not computed."
        return "disclosed", text, {}, None
    inputs: dict[str, Any] = {"filed": record.filed.isoformat()}
    if due is None:
        text = f"Recorded: {where}, filed {record.filed}."
        return "disclosed", f"{text} The last day is not known, nor is lateness.", inputs, None
    filed = f"Recorded: {where}, filed {record.filed}"
    if _runs_from_end(regime):
        end = _end(opened, record)
        lag = (record.filed - end).days
        filed += f", {counted(lag)} after {end}" if lag >= 0 else ", before the end of the visit"
    days = (record.filed - due).days
    if days <= 0:
        return "disclosed", f"{filed}; due {due}.", inputs, None
    if record.filed > today:
        text = f"{filed}. That day is yet to come, so the filing is not called late."
        return "disclosed", text, inputs, record.filed
    against, more = _against(opened, case, found, ranked)
    if against is not None:
        return (
            "disclosed",
            f"{filed}. {against}, so the filing is not called late.",
            more | inputs,
            None,
        )
    return "late", f"{filed}: {counted(days)} after {due}.", inputs | {"days_late": days}, None


def _against(
    opened: Obligation, case: gates.Case, found: Candidate, ranked: Sequence[Candidate]
) -> tuple[str | None, dict[str, Any]]:
    """Return what speaks against calling an overdue filing late, if anything does."""
    if not found.certain:
        return "Name and days agree, but not to the letter and the day", {}
    if gates.owed_given(case, found.disclosure, opened.regime) is not True:
        return "Whether the duty applied is not known from the facts at hand", {}
    replaced = next((one for one in ranked if _was_in_time(opened, one)), None)
    if replaced is not None:
        before = replaced.disclosure
        text = (
            f"Record {before.record_id} of the same days, filed {before.filed}, was withdrawn since"
        )
        return f"{text} and may have been replaced by this one", {"replaced": before.record_id}
    shared = next((one for one in ranked if one.elsewhere and not _overdue(opened, one)), None)
    if shared is not None:
        id_ = shared.disclosure.record_id
        text = f"Record {id_}, filed in time, answers {shared.elsewhere} and may be meant for this one too"
        return text, {"shared": id_}
    election = _new_member(opened, found.disclosure)
    if election is not None:
        text = (
            f"After the election of {election} new members register what they accepted before it;"
            " whether the holder was a member at the time is not recorded"
        )
        return text, {"election": election.isoformat()}
    return None, {}


def _was_in_time(opened: Obligation, one: Candidate) -> bool:
    """Return whether a withdrawn record may have answered in time: registers put entries in anew."""
    record, score = one.disclosure, {feature.name: feature.score for feature in one.features}
    same_days = (score["dates"] or 0.0) >= NEAR
    if not record.withdrawn or record.filed is None or opened.due is None:
        return False
    return same_days and record.filed <= opened.due


def _new_member(opened: Obligation, record: Disclosure) -> date | None:
    """Return the election after which this may be a new member's first registration.

    Only a register's id says then that somebody is a member, and not since when; a report that gives
    the office says that it was held.
    """
    rule = opened.regime.new_members
    if rule is None or record.filed is None or opened.holder.office is not None:
        return None
    return rule.election_between(opened.occurred.end, record.filed, opened.holder.name)


def counted(days: int) -> str:
    """Return "1 day", "2 days"."""
    return f"{days} day" if days == 1 else f"{days} days"


def _runs_from_end(regime: Regime) -> bool:
    """Return whether the deadline runs from an end of which the record of the event may say more."""
    return regime.trigger in _ENDS and regime.register.records == "events"


def _end(opened: Obligation, record: Disclosure) -> date:
    """Return the day the deadline runs from, now that the holder has said when the visit ended."""
    if record.occurred is None:
        return opened.occurred.end
    return max(opened.occurred.end, record.occurred.end)


def _with_records_end(opened: Obligation, record: Disclosure) -> Obligation:
    if not _runs_from_end(opened.regime):
        return opened
    end = _end(opened, record)
    if opened.due is None:
        # The report gives no last day; a record that gives one day may give the first alone.
        declared = record.occurred
        known = declared is not None and declared.end > declared.start
        return with_due(opened, end) if known else opened
    return opened if end == opened.occurred.end else with_due(opened, end)


def _overdue(opened: Obligation, found: Candidate) -> bool:
    due, filed = _with_records_end(opened, found.disclosure).due, found.disclosure.filed
    return due is not None and filed is not None and filed > due


def undetermined(
    opened: Obligation, missing: tuple[str, ...], ranked: Sequence[Candidate]
) -> Obligation:
    """Return the obligation that cannot be judged for want of facts."""
    text = f"Not known: {', '.join(missing)}. Whether the duty applied cannot be said without it."
    step = Step("facts", text, "not_assessable", {"missing": list(missing)})
    return said(opened, "undetermined", step, missing_facts=missing, candidates=shown(ranked))


def unanswered(
    opened: Obligation, ranked: Sequence[Candidate], syncs: Sequence[Coverage], today: date
) -> Obligation:
    """Return what may be said where none of the records answers; the nearest of them is first."""
    verdict, step, changes = _absence(opened, ranked, syncs, today)
    return said(opened, verdict, step, candidates=shown(ranked), **changes)


def _absence(
    opened: Obligation, ranked: Sequence[Candidate], syncs: Sequence[Coverage], today: date
) -> tuple[str, Step, dict[str, Any]]:
    register, alert = opened.regime.register, opened.alert_date
    assert alert is not None and opened.due is not None  # noqa: S101, PT018 - no fact is missing
    if not register.public:
        return *_unpublished(opened.regime), {}
    if today < alert:
        text = f"No matching record yet; one filed by {opened.due} would be in time."
        return "pending", Step("match", text, "not_found", {}), {"wake": alert}
    best = ranked[0] if ranked else None
    if best is not None and best.score >= opened.regime.match.doubt:
        return "ambiguous", _doubt(opened, best), {}
    rule, who = opened.regime.new_members, opened.holder
    election = rule.election_after(opened.occurred.end, who.name) if rule else None
    if election is not None and who.office is None:
        # An id of the register says that somebody sits, or sat; not since when.
        fact = fact_of(who.name, "office")
        text = f"Whether {who.name} sat before the election of {election} is not recorded."
        step = Step("facts", text, "not_assessable", {"missing": [fact]})
        return "undetermined", step, {"missing_facts": (fact,)}
    if register.absence is not None:
        text = f"An absence from {register.id} is not judged: {register.absence}"
        return "not_assessable", Step("register", text, "not_assessable", {}), {}
    span = Days(min(opened.occurred.start, opened.due), alert)
    attested, wake = _attested(register.id, syncs, span, today)
    inputs = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    if attested is None:
        text = (
            f"Our copy of {register.id} is not known to be complete from {span.start} to"
            f" {span.end}: nothing is said about an absence."
        )
        return "not_assessable", Step("coverage", text, "not_assessable", inputs), {"wake": wake}
    # The records that were held against the duty may have answered it before they were changed or
    # withdrawn: nothing was missing before they were last seen.
    seen = [one.disclosure.stamp.time.astimezone(UTC) for one in shown(ranked)]
    attested = max([attested, *(moment for moment in seen if moment.date() <= today)])
    wake = min((moment.date() for moment in seen if moment.date() > today), default=None)
    text = f"No matching record found in {register.id} as of {_stamp(attested)}."
    step = Step("coverage", text, "not_found", {**inputs, "as_of": _stamp(attested)})
    return "missing", step, {"attested": attested, "wake": wake}


def _doubt(opened: Obligation, best: Candidate) -> Step:
    """Return why a record neither answers nor can be ruled out."""
    register, inputs = opened.regime.register.id, dict[str, Any]()
    if best.elsewhere is not None:
        text = (
            f"Record {best.disclosure.record_id} in {register} answers {best.elsewhere}. Whether it is"
            " meant for this one too, or both reports are of one event, cannot be said."
        )
        inputs["engagement"] = best.elsewhere.engagement._asdict()
    else:
        text = (
            f"Record {best.disclosure.record_id} in {register} is too near to rule out"
            f" (score {best.score:.2f}; a match begins at {opened.regime.match.accept:.2f})."
        )
    said_of = {"record_id": best.disclosure.record_id, "score": best.score, "why": best.why}
    return Step("match", text, "inferred", said_of | inputs)


def _unpublished(regime: Regime) -> tuple[str, Step]:
    """Return what may be said where nothing is published that could answer."""
    if regime.shape == "prior":
        text = f"{regime.rule_id} asks for permission or notice beforehand; neither is published."
        return "permission_unknown", Step("register", text, "not_assessable", {})
    name = regime.register.name
    text = f"What is filed under {regime.rule_id} is not public ({name}): an absence cannot be computed."
    return "not_computable", Step("register", text, "not_assessable", {})


def _attested(
    register: str, syncs: Sequence[Coverage], span: Days, today: date
) -> tuple[datetime | None, date | None]:
    """Return since when our copy covers the span, or else the day from which it will.

    A sync that lies ahead of us is not believed before its day.
    """
    tonight = datetime.combine(today, time.max, UTC)
    own = {register, ""}
    done = [one for one in syncs if one.synced <= tonight and one.register in own]
    attested = coverage.attested_at(done, *span)
    if attested is not None:
        return attested.astimezone(UTC), None
    ahead = coverage.attested_at((one for one in syncs if one.register in own), *span)
    return None, ahead.astimezone(UTC).date() if ahead else None


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
