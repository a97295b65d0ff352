"""What several reports say together is shown fact by fact, with who says it and who contradicts it."""

from typing import Any

from interparty_shared.domain.corroboration.merging import merged
from interparty_shared.domain.corroboration.showing import merged_document
from interparty_shared.domain.facts import Engagement
from tests.unit.shared.domain.corroboration.told import at, meeting, source
from tests.unit.shared.domain.world import money


def shown(*reports: Engagement, everybody: bool = True) -> dict[str, Any]:
    lead, *others = [at(one, days) for days, one in enumerate(reports)]
    who = reports[0].participants
    return merged_document(merged(lead, others), who if everybody else who[:1])


def daily(letter: str, **changes: Any) -> Engagement:
    given = [source(f"Daily {letter}", url=f"https://{letter}.example/1".lower())]
    return meeting(f"urn:{letter.lower()}", **{"sources": given, **changes})


def fact(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in document["facts"] if one["fact"] == name)
    return found


def test_a_fact_names_the_reports_that_say_it_and_no_other() -> None:
    document = shown(daily("A"), daily("B", city="Lyon"), daily("C", city="Lyon"))

    said = fact(document, "place.city")
    assert [one["source"] for one in said["reports"]] == ["urn:b", "urn:c"]
    assert (said["independent"], fact(document, "channel")["independent"]) == (2, 3)


def test_what_was_printed_again_does_not_count_twice_for_a_fact() -> None:
    agency = "Party leaders met in the capital on Tuesday"
    reprints = [
        meeting(f"urn:{one}", city="Lyon", sources=[source(f"Daily {one}", title=agency)])
        for one in "ab"
    ]

    document = shown(*reprints)

    assert document["reports"] == 2
    assert (document["independent"], fact(document, "place.city")["independent"]) == (1, 1)


def test_a_contradiction_says_what_was_taken_of_whom_by_which_rule_and_who_says_otherwise() -> None:
    document = shown(daily("A", value=money("100")), daily("B", value=money("98")))

    (one,) = document["contradictions"]
    assert one["fact"] == "value"
    assert (one["by"], one["said_by"]) == (
        [{"source": "urn:a", "id": "1"}],
        [{"source": "urn:b", "id": "1"}],
    )
    assert (one["rule"], "100" in one["taken"], "98" in one["other"]) == ("earliest", True, True)


def test_what_a_program_alone_says_is_named() -> None:
    machine = [source(url="https://w.example/1", coding="machine")]

    document = shown(daily("A"), meeting("urn:m", value=money("100"), sources=machine))

    assert document["only_machine"] == ["value"]


def test_of_participants_only_those_who_are_asked_for_are_shown() -> None:
    def people(document: dict[str, Any]) -> int:
        return sum(one["fact"].startswith("participants[") for one in document["facts"])

    reports = daily("A"), daily("B")

    assert people(shown(*reports)) == len(reports[0].participants) > 1
    assert people(shown(*reports, everybody=False)) == 1
