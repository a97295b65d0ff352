"""Feeds and exports as documents: whatever is in a name, they can be read."""

import csv
import io
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import feedparser
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_api.handlers.feeds import Told
from interparty_api.routes.forms import ftm, table
from interparty_api.routes.forms.atom import ATOM, TOMBSTONES, atom
from interparty_api.routes.forms.feed import Feed
from interparty_api.routes.forms.json_feed import json_feed
from tests.support.published import an_alert, body, person

NOTHING: dict[str, Any] = {"state": "none", "by": None, "note": None, "at": None, "log": []}
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def alert(sequence: int = 1, **more: Any) -> dict[str, Any]:
    said = an_alert(sequence, **more).document
    return {**said, "sequence": sequence, "triage": NOTHING, "answers": []}


def feed(*alerts: dict[str, Any], **more: Any) -> Feed:
    said = {
        "base": "https://watch.example",
        "address": "https://watch.example/v1/alerts.atom?country=GB",
        "first": "https://watch.example/v1/alerts.atom?country=GB",
        "next": None,
        "alternate": "https://watch.example/alerts?country=GB",
        "hub": "",
        "told": [Told(one, "Revised." if one["revision"] > 1 else None) for one in alerts],
    }
    return Feed(**{**said, **more})


def read(document: bytes) -> Element:
    return fromstring(document)  # noqa: S314 - our own


def is_xml(one: str) -> bool:
    """Return whether XML 1.0 (2.2) has a character."""
    allowed = (("\t", "\n"), (" ", "\ud7ff"), ("\ue000", "\ufffd"), ("\U00010000", "\U0010ffff"))
    return any(first <= one <= last for first, last in allowed)


def entries(root: Element) -> list[Element]:
    return root.findall(f"{{{ATOM}}}entry")


@given(name=ANY, title=ANY)
def test_any_text_survives_in_atom_or_is_replaced_and_never_breaks_it(
    name: str, title: str
) -> None:
    root = read(atom(feed(alert(domestic=person(name=name), title=title))))

    shown = entries(root)[0].findtext(f"{{{ATOM}}}title") or ""
    kept = name.replace("\r\n", "\n").replace("\r", "\n")
    allowed = "".join(one if is_xml(one) else "\ufffd" for one in kept)
    assert shown.startswith(allowed)


@given(name=ANY)
def test_any_text_survives_in_json_feed(name: str) -> None:
    item = orjson.loads(json_feed(feed(alert(domestic=person(name=name)))))["items"][0]

    assert item["title"].startswith(name)


def test_markup_in_names_is_text_in_both() -> None:
    told = feed(alert(domestic=person(name="<script>alert(1)</script>"), title="a & b"))
    parsed = feedparser.parse(atom(told))

    html = orjson.loads(json_feed(told))["items"][0]["content_html"]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert parsed.bozo is False
    assert "<script>" not in parsed.entries[0].content[0].value


def test_atom_has_what_the_standard_asks_for() -> None:
    told = feed(
        alert(1, id_="al_1"),
        alert(2, id_="al_2", revision=2, status="resolved"),
        hub="https://hub.example/",
        next="https://watch.example/v1/alerts.atom?cursor=x",
    )
    parsed = feedparser.parse(atom(told))

    assert parsed.bozo is False
    assert parsed.version == "atom10"
    assert parsed.feed.author == "Interparty at watch.example"
    assert {link.rel for link in parsed.feed.links} >= {"self", "alternate", "next", "hub", "first"}
    first, second = parsed.entries
    assert first.id == "tag:watch.example,2026:alert/al_1"
    assert {tag.term for tag in first.tags} == {
        *("GB-MP-VISITS", "missing", "high", "open", "visit", "GB", "DE", "1")
    }
    assert [tag.term for tag in second.tags if tag.scheme.endswith(":sequence")] == ["2"]
    assert second.title.startswith("Resolved: ")
    assert second.summary == "Revised."
    assert len({one.id for one in parsed.entries}) == 2


def test_what_was_withdrawn_is_a_tombstone_and_an_entry_that_says_so() -> None:
    root = read(atom(feed(alert(7, revision=2, status="withdrawn"))))

    (tombstone,) = root.findall(f"{{{TOMBSTONES}}}deleted-entry")
    (entry,) = entries(root)
    assert tombstone.get("ref") == "tag:watch.example,2026:alert/al_1"
    assert tombstone.get("when") == "2026-03-01T08:00:00Z"
    assert tombstone.findtext(f"{{{TOMBSTONES}}}comment") == "Revised."
    # RFC 6721, 2: an entry of the same id would take the deletion back.
    assert entry.findtext(f"{{{ATOM}}}id") == "tag:watch.example,2026:alert/al_1/withdrawn/7"
    assert (entry.findtext(f"{{{ATOM}}}title") or "").startswith("Withdrawn: ")


def test_an_answer_is_told_and_makes_the_entry_new() -> None:
    answer = {"by": "Member M", "capacity": None, "text": "I paid.", "url": None}
    one = {**alert(), "answers": [{**answer, "id": "an_1", "at": "2026-05-01T00:00:00.5Z"}]}
    parsed = feedparser.parse(atom(feed(one)))

    assert parsed.entries[0].updated == parsed.feed.updated == "2026-05-01T00:00:00.5Z"
    assert (
        "Answer by Member M, 2026-05-01T00:00:00.5Z: I paid." in parsed.entries[0].content[0].value
    )


def test_an_empty_feed_is_a_feed() -> None:
    parsed = feedparser.parse(atom(feed()))

    assert (parsed.bozo, parsed.entries, parsed.feed.updated) == (False, [], "1970-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        *((f"{sign}1+1", f"'{sign}1+1") for sign in "=+-@\t\r\n＝＋－＠"),  # noqa: RUF001
        ("2025-12-02", "2025-12-02"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    assert table.harmless(cell) == safe


@given(names=st.lists(ANY, min_size=1, max_size=4))
def test_any_text_comes_back_from_csv(names: list[str]) -> None:
    alerts = [alert(n, domestic=person(name=name)) for n, name in enumerate(names)]
    text = (table.rows((), header=True) + table.rows(alerts)).decode()

    header, *rows = csv.reader(io.StringIO(text, newline=""))
    at = header.index("domestic_name")
    assert tuple(header) == table.COLUMNS
    assert [row[at] for row in rows] == [table.harmless(name) for name in names]
    assert {len(row) for row in rows} == {len(header)}
    assert text.endswith("\r\n")


# Written down from the model's documentation (followthemoney.readthedocs.io and the schema files of
# version 3): of the schemata used here, properties by type.
THING = {"name": "", "summary": "", "description": "", "country": "country", "keywords": "",
         "sourceUrl": "url", "publisher": "", "modifiedAt": "date", "notes": ""}  # fmt: skip
LEGAL_ENTITY = {**THING, "idNumber": "", "classification": ""}
INTERVAL = {"startDate": "date", "endDate": "date", "recordId": ""}
SCHEMATA: dict[str, dict[str, str]] = {
    "LegalEntity": LEGAL_ENTITY,
    "Person": {**LEGAL_ENTITY, "position": "", "political": ""},
    "Organization": LEGAL_ENTITY,
    "Company": LEGAL_ENTITY,
    "PublicBody": LEGAL_ENTITY,
    "Event": {**THING, **INTERVAL, "involved": "LegalEntity"},
    "Note": {**THING, "entity": "Thing"},
}
LEGAL_ENTITIES = {"LegalEntity", "Person", "Organization", "Company", "PublicBody"}


def check_ftm(entities: list[dict[str, Any]]) -> None:
    """Hold entities against the table above."""
    schemata = {one["id"]: one["schema"] for one in entities}
    for one in entities:
        assert one.keys() == {"id", "schema", "properties"}
        assert one["properties"]["name"]
        for name, values in one["properties"].items():
            type_ = SCHEMATA[one["schema"]][name]
            assert values
            assert all(isinstance(value, str) and value for value in values)
            if type_ == "country":
                assert all(len(value) == 2 and value.islower() for value in values)
            elif type_ == "url":
                assert all(value.startswith("http") for value in values)
            elif type_ == "LegalEntity":
                assert {schemata[value] for value in values} <= LEGAL_ENTITIES
            elif type_ == "Thing":
                assert set(values) <= schemata.keys()


@given(
    name=ANY,
    kind=st.sampled_from(["politician", "party", "company", "embassy", "other", None]),
    office=st.sampled_from(["minister", None]),
)
def test_every_entity_is_one_of_the_model(name: str, kind: str | None, office: str | None) -> None:
    sources = [{"url": "https://news.example/1", "publisher": "News"}, {"url": "javascript:x"}]
    said = alert(
        domestic={"name": name, "kind": kind, "office": office, "of": {"name": "Party A"}},
        foreign=body(),
    )
    said["evidence"]["engagements"][0]["sources"] = sources
    said["answers"] = [{"by": "Member M", "text": "I paid."}]

    check_ftm(list(ftm.entities(said, "https://watch.example")))


def test_the_same_actor_has_one_id_whatever_alert_speaks_of_it() -> None:
    named = person(ids={"gb-mnis": "0000"})
    first = list(ftm.entities(alert(1, domestic=named), ""))
    second = list(ftm.entities(alert(2, domestic={**named, "name": "M. Member"}), ""))
    third = list(ftm.entities(alert(3, domestic=person(name="Member N")), ""))

    assert first[0]["id"] == second[0]["id"] != third[0]["id"]
    assert [one["schema"] for one in first] == ["Person", "Organization", "Event", "Note"]
