"""The page of faults speaks of tests that are there, and leaves no fault without one."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "deploy" / "FAULTS.md").read_text("utf-8")
ROWS = [
    line
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| fault |", "| --- |"))
]
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)::([a-z0-9_]+)`")
FAULTS = (
    *("slow", "dead", "lies", "redirects", "10 GB", "mail server is down for hours"),
    *("killed between sending and settling", "database fails over", "broker", "any container"),
    *("100,000", "jumps ahead", "set back"),
)


def functions(path: str) -> set[str]:
    """Return the functions of a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}


def test_every_test_that_the_page_names_is_there() -> None:
    for path, name in NAMED.findall(PAGE):
        assert name in functions(path), f"{path}::{name}"


def test_every_fault_names_a_test_and_says_what_is_lost_and_doubled() -> None:
    assert len(ROWS) >= len(FAULTS)
    for row in ROWS:
        fault, happens, lost, doubled, shown = row.strip("|").split(" | ")
        assert NAMED.search(shown), fault
        assert all(one.strip() for one in (happens, doubled)), fault
        assert lost.startswith("nothing"), fault
        assert set(re.findall(r"`(tests/[^`]+)`", shown)) == {
            "::".join(found) for found in NAMED.findall(shown)
        }, fault


def test_no_fault_that_the_page_promises_is_left_out() -> None:
    faults = [row.split(" | ")[0] for row in ROWS]

    for wanted in FAULTS:
        assert any(wanted in one for one in faults), wanted
