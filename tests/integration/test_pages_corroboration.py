"""The page of an alert says on how many reports and independent sources it rests."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.html import page
from tests.support.published import an_alert

REPORTS: list[dict[str, Any]] = [
    {"source": f"urn:{one}", "id": "e1", "title": None, "sources": []} for one in "ab"
]
REGISTER: dict[str, Any] = {"id": "gb-commons", "synced": None, "match": None, "candidates": []}


async def told(api: Api, contradictions: list[dict[str, Any]]) -> None:
    said = {"reports": 2, "independent": 1, "facts": [], "only_machine": []}
    evidence = {
        "engagements": REPORTS,
        "corroboration": {**said, "contradictions": contradictions},
        "register": REGISTER,
    }
    await api.publish(an_alert(1, id_="al_1", evidence=evidence))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Reports of this contact: 2; independent sources: 1."),
        ("fr", "Rapports sur ce contact : 2 ; sources indépendantes : 1."),
    ],
)
async def test_it_counts_reports_and_independent_sources(
    api: Api, language: str, text: str
) -> None:
    await told(api, [])

    _, document = await page(api.client, f"/alerts/al_1?lang={language}")

    assert text in document.text
    assert "contradict" not in document.text


async def test_a_contradiction_names_both_values_and_who_says_which(api: Api) -> None:
    one = {
        "fact": "place.city",
        "taken": "Lyon",
        "by": [{"source": "urn:a", "id": "e1"}],
        "rule": "earliest",
        "other": "<b>Paris</b>",
        "said_by": [{"source": "urn:b", "id": "e1"}],
    }
    await told(api, [one])

    answer, document = await page(api.client, "/alerts/al_1")

    assert "Lyon was taken (urn:a); <b>Paris</b> is said by urn:b." in document.text
    assert "<b>Paris" not in answer.text


async def test_an_alert_that_one_report_tells_of_counts_none(api: Api) -> None:
    await api.publish(an_alert(1, id_="al_1"))

    _, document = await page(api.client, "/alerts/al_1")

    assert "Reports of this contact" not in document.text
