"""Where Kafka, PostgreSQL or a browser is required, a skipped test of it fails; else a line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.parts import FIXTURES

ROOT = Path(__file__).resolve().parents[2]
MODULE = """
import pytest

@pytest.mark.skip(reason="not today")
def test_of_the_log(kafka): ...

@pytest.mark.skip(reason="not today")
@pytest.mark.parametrize("bus", [pytest.param("kafka", marks=pytest.mark.kafka)])
def test_of_an_adapter(bus): ...

@pytest.mark.skip(reason="not today")
def test_of_a_page(chromium): ...

@pytest.mark.skip(reason="no data here")
def test_of_real_data(): ...
"""


def _outcome(folder: Path, *arguments: str, required: str) -> str:
    (folder / "test_module.py").write_text(MODULE)
    (folder / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n    kafka\n    postgres\n    chromium\n"
    )
    plugins = ["-p", "tests.fixtures.parts", "-p", "no:asyncio", "-p", "no:hypothesispytest"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *arguments, str(folder)],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "INTERPARTY_TEST_REQUIRE": required,
            # So that nothing is fetched for tests that will not run.
            "INTERPARTY_TEST_KAFKA": "127.0.0.1:1",
            "INTERPARTY_TEST_CHROMIUM": "/nowhere",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("required", "closing"),
    [
        ("", "4 skipped"),
        ("postgres", "4 skipped"),
        ("chromium", "3 skipped, 1 error"),
        ("kafka", "2 skipped, 2 errors"),
    ],
)
def test_a_skip_is_a_failure_where_the_part_is_required(
    tmp_path: Path, required: str, closing: str
) -> None:
    assert closing in _outcome(tmp_path, required=required)


def test_a_part_that_does_not_exist_cannot_be_required(tmp_path: Path) -> None:
    assert "no such part: kafak" in _outcome(tmp_path, required="kafak")


def test_tests_that_need_no_part_can_be_chosen(tmp_path: Path) -> None:
    chosen = _outcome(
        tmp_path, "-m", "not kafka and not postgres and not chromium", required="kafka"
    )

    assert "1 skipped, 3 deselected" in chosen


def test_every_part_is_required_where_everything_is_tested() -> None:
    said = re.search(
        r"^export INTERPARTY_TEST_REQUIRE=(\S+)$", (ROOT / ".ci/run").read_text(), re.MULTILINE
    )

    assert said is not None
    assert set(said.group(1).split(",")) == FIXTURES.keys()
