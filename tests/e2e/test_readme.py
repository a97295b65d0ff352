"""The README's ten minutes, as a stranger would type them."""

import json
import os
import re
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.support.up import Up

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh run\n(.*?)```(?:\s*```json shows\n(.*?)```)?", README, re.DOTALL)
PATIENCE_S = 15.0


@pytest.fixture
def up(tmp_path: Path) -> Generator[Up]:
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "data").mkdir()
    running = Up(tmp_path / "data")
    yield running.start()
    running.close()


def test_every_example_works_and_shows_what_the_readme_says(up: Up) -> None:
    folder = up.folder.parent
    address = up.url.removeprefix("http://")
    (folder / "environment").write_text(f"export INTERPARTY_URL={up.url}\n")

    assert len(BLOCKS) >= 9
    for script, shown in BLOCKS:
        answer = _run(script.replace("127.0.0.1:8000", address), folder, shown)
        assert not shown or _shows(answer, shown), f"{script}\n{answer}"


def _run(script: str, folder: Path, shown: str) -> str:
    """Return what a block prints; one that only asks is asked again until it shows it."""
    asks = " -d " not in script and "curl" in script
    deadline = time.monotonic() + PATIENCE_S
    while True:
        done = subprocess.run(
            [
                "bash",
                "-euo",
                "pipefail",
                "-c",
                f". ./environment\n{script}\nexport -p >environment",
            ],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        if not asks or _shows(done.stdout, shown) or time.monotonic() > deadline:
            return done.stdout
        time.sleep(0.2)


def _shows(answer: str, shown: str) -> bool:
    try:
        return _within(json.loads(shown), json.loads(answer))
    except json.JSONDecodeError:
        return False


def _within(part: Any, whole: Any) -> bool:
    """Return whether everything in `part` is in `whole`: fields of objects, items of lists."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            name in whole and _within(value, whole[name]) for name, value in part.items()
        )
    if isinstance(part, list):
        return isinstance(whole, list) and all(
            any(_within(one, other) for other in whole) for one in part
        )
    return bool(part == whole)
