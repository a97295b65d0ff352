"""The register, what it does not show, what raises alerts, and how sure all of this is."""

from collections.abc import Iterator

from interparty_shared.domain.regimes import Regime
from interparty_shared.packs.explain import english
from interparty_shared.packs.explain.english import counted, listed


def shown(rule: Regime) -> Iterator[str]:
    """Return where it is published and what can be seen there, in sentences."""
    register = rule.register
    if not register.id:
        yield "Nothing is published that could be searched."
    else:
        where = f", {register.url}" if register.url else ""
        yield f"{register.name} ({register.id}{where})."
        if not register.public:
            yield "It is not public."
    if register.public:
        filed = (
            "It shows the day of filing."
            if register.shows_filing_date
            else "It does not show the day of filing, so that nothing is called late."
        )
        amounts = "It shows amounts." if register.shows_amount else "It does not show amounts."
        yield f"{filed} {amounts}"
        if register.records == "standing":
            yield (
                "Its records stand from a day on (a registration, an arrangement, a statement of a"
                " period), and answer for all that falls into their time."
            )
        if register.records == "filers":
            yield (
                "Its records are of the filer alone, who is registered from a day on, whoever he or she"
                " deals with."
            )
        if register.kept_days is not None:
            kept = counted(register.kept_days, "day")
            yield f"An entry is shown for {kept}; one that is gone afterwards has expired."
    if register.hidden:
        yield f"What those who file tell and it does not publish: {listed(register.hidden)}."
    yield f"Not shown: {rule.not_shown}"


def alerts(rule: Regime) -> Iterator[str]:
    """Return which verdicts raise an alert, and how grave it is, in sentences."""
    raised = dict(rule.severity)
    if not raised:
        yield "No verdict raises an alert."
    else:
        said = listed(f"{verdict.replace('_', ' ')} ({raised[verdict]})" for verdict in raised)
        yield f"An alert is raised for: {said}. No other verdict raises one."
    if not rule.enabled:
        yield "The rule is switched off: it gives no obligations."


def certainty(rule: Regime) -> Iterator[str]:
    """Return how sure the rule is, and what of it was not seen, in sentences."""
    yield english.CONFIDENCES[rule.confidence]
    for one in rule.not_seen:
        yield f"Not seen: {one}"


def law(rule: Regime) -> Iterator[str]:
    """Return the law and where it can be read, in sentences."""
    yield f"{rule.citation.rstrip('.')}."
    yield from rule.sources
