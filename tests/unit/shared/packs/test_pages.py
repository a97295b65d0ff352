"""The page of all rules: whole, in order, and the same as the one that is kept."""

import re
from pathlib import Path

import pytest

from interparty_shared.packs import fixtures, pages
from interparty_shared.packs.fixtures import suites
from tests.support.rulebook import CASES, PACK, cases, pack, written

ROOT = Path(__file__).resolve().parents[4]
REGIMES = ROOT / "shared/REGIMES.md"


def page_of(folder: Path) -> str:
    return pages.page(fixtures.suites(folder))


def section(page: str, heading: str) -> str:
    """Return what stands under a rule's heading."""
    found = re.search(rf"^### {re.escape(heading)}$(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def rows(text: str) -> list[list[str]]:
    """Return the cells of a table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def test_the_page_that_is_kept_is_that_of_our_packs() -> None:
    assert REGIMES.read_text(encoding="utf-8") == pages.page(suites()), (
        "run: .venv/bin/interparty rules docs --out shared/REGIMES.md"
    )


def test_every_rule_stands_on_the_page_and_every_entry_of_its_contents_leads_to_one() -> None:
    page = pages.page(suites())
    headings = re.findall(r"^### (.+)$", page, re.MULTILINE)
    links = re.findall(r"^  - \[(.+?)\]\(#(.+?)\)", page, re.MULTILINE)

    rules = [rule for suite in suites() for rule in suite.rules]
    assert sorted(headings) == sorted(f"{one.rule_id}, {one.version}" for one in rules)
    assert [name for name, _ in links] == headings
    assert [link for _, link in links] == [
        re.sub(r"[^a-z0-9 -]", "", name.lower()).replace(" ", "-") for name in headings
    ]


def test_rules_stand_under_their_jurisdiction_by_id_and_version(tmp_path: Path) -> None:
    others = [
        pack(id="ZZ-LATER", jurisdiction="FR"),
        pack(id="AA-PART", jurisdiction="GB-SCT"),
        pack(version="2027-01-01", valid={"from": "2027-01-01"}),
        pack(id="ZZ-SOMEWHERE", jurisdiction="ZW", status="proposed"),
    ]
    page = page_of(written(tmp_path, "---\n".join([PACK, *others]), None))

    assert re.findall(r"^###? .+$", page, re.MULTILINE) == [
        "## France (FR)",
        "### ZZ-LATER, 2026-01-01",
        "## United Kingdom (GB)",
        "### XX-AGENTS, 2026-01-01",
        "### XX-AGENTS, 2027-01-01",
        "## Scotland (GB-SCT)",
        "### AA-PART, 2026-01-01",
        "## ZW",
        "### ZZ-SOMEWHERE, 2026-01-01",
    ]
    assert "5 rules of 4 regimes." in page
    assert "Agents of foreign parties (proposed)" in page


def test_a_case_shows_facts_holder_verdict_and_due_date(tmp_path: Path) -> None:
    found = rows(section(page_of(written(tmp_path)), "XX-AGENTS, 2026-01-01"))

    assert found[0] == [
        "An agent of a foreign party registers where nobody can look (section 3)",
        "representation 2026-02-01 to 2026-02-03; Agent A (GB, agent), Party P (party, FR, principal);"
        " nothing on record, copy complete; asked on 2026-06-01",
        "Agent A",
        "not computable",
        "2026-02-15",
    ]
    assert found[2][2:] == ["nobody", "before in force", ""]


def test_facts_that_a_case_has_are_shown(tmp_path: Path) -> None:
    text = CASES.replace(
        "    occurred: {from: 2026-02-01, to: 2026-02-03}\n",
        "    occurred: {from: 2026-02-01, to: 2026-02-03}\n"
        "    place: {countries: [FR, BE]}\n"
        '    value: {amount: "300", currency: GBP}\n'
        "    arrangement: {directed: true, activities: [make_contact, lobby]}\n",
    ).replace(
        "  expect:\n    - {holder: Agent A, verdict: not_computable",
        "  beside: [*acting]\n"
        "  actors: [{id: 'x:1', kind: party, names: [{name: Party P}],\n    "
        "governing: [{from: 2025-01-01, to: null}, {to: 2020-12-31}], state_linked: []}]\n"
        "  register: [{filer: {name: Agent B}, filed: 2026-02-02}, {filer: {name: Agent C}}]\n"
        "  coverage: [{from: 2026-01-01, to: 2026-05-01}]\n"
        "  expect:\n    - {holder: Agent A, verdict: not_computable",
    )

    (facts,) = [
        row[1]
        for row in rows(section(page_of(written(tmp_path, cases=text)), "XX-AGENTS, 2026-01-01"))
        if row[0].startswith("An agent of")
    ]

    assert facts == (
        "representation 2026-02-01 to 2026-02-03 in FR, BE; Agent A (GB, agent), Party P (party, FR,"
        " principal); 300 GBP; directed yes, activities make contact and lobby; beside 1 other contact;"
        " known: Party P (party, governing from 2025-01-01 and to 2020-12-31, state linked never); on"
        " record: 2026-02-02, undated, copy 2026-01-01 to 2026-05-01; asked on 2026-06-01"
    )


def test_a_case_stands_with_the_version_that_it_plays(tmp_path: Path) -> None:
    first = pack(valid={"from": "2026-01-01", "to": "2026-02-28"})
    later = pack(version="2026-03-01", valid={"from": "2026-03-01"})
    moved = cases(
        lambda raw: raw[1]["engagement"]["occurred"].update({"from": "2026-03-10"}),
    )
    page = page_of(written(tmp_path, f"{first}---\n{later}", moved))

    titles = {
        version: [row[0].split()[0] for row in rows(section(page, f"XX-AGENTS, {version}"))]
        for version in ("2026-01-01", "2026-03-01")
    }
    assert titles == {"2026-01-01": ["An", "What"], "2026-03-01": ["Somebody"]}


def test_a_rule_without_cases_says_so_and_one_that_has_ended_shows_its_own_dates(
    tmp_path: Path,
) -> None:
    ended = pack(valid={"from": "2026-01-01", "to": "2026-02-28"}, status="repealed")
    text = section(page_of(written(tmp_path, ended, None)), "XX-AGENTS, 2026-01-01")

    assert "No case is written down for this version." in text
    assert "*Dates, for 2026-02-28*" in text


@pytest.mark.parametrize("bar", ["a | b", "a\n  b"])
def test_what_a_cell_cannot_hold_is_written_otherwise(tmp_path: Path, bar: str) -> None:
    folder = written(tmp_path, cases=cases(lambda raw: raw[0].update(title=f"Title {bar} of it")))

    text = section(page_of(folder), "XX-AGENTS, 2026-01-01")

    shown = bar.replace("|", "\\|").replace("\n  ", " ")
    assert f"| Title {shown} of it (section 3) |" in text
