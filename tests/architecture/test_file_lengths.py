"""A file has one subject and ends before it needs a table of contents."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"shared/src": 300, "services": 300, "deploy": 300, "tests": 400}


@pytest.mark.parametrize(("folder", "limit"), LIMITS.items())
def test_every_python_file_is_short(folder: str, limit: int) -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit
    }

    assert too_long == {}
