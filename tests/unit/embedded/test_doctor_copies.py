"""What `interparty doctor` says of copies of registers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from interparty_embedded.doctor import copies
from interparty_ingest.handlers.syncing import Standing
from interparty_ingest.sources.registers.known import REGISTERS
from interparty_ingest.store.registers import Copy

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FARA = REGISTERS["us-fara"]


def said(*, refused: int = 0, kept: bool = True, **facts: Any) -> list[tuple[str, str]]:
    standing = Standing(Copy("us-fara", **facts), 17_358, refused)
    found = copies.registers([standing], [FARA] if kept else [], now=NOW)
    return [(one.level, one.text) for one in found]


def test_a_copy_in_step_is_fine() -> None:
    ((level, text),) = said(synced=NOW - timedelta(hours=3))

    assert level == "fine"
    assert text == "us-fara: a copy of 2026-11-22 09:00 UTC with 17,358 records."


def test_a_copy_whose_runs_fail_is_wrong_and_says_why() -> None:
    ((level, text),) = said(synced=NOW, failures=3, failure="an HTML page in place of data")

    assert level == "wrong"
    assert text.endswith("its last 3 runs failed: an HTML page in place of data.")


def test_a_copy_that_should_be_kept_and_is_old_is_wrong() -> None:
    old: dict[str, Any] = {"synced": NOW - timedelta(days=4)}

    assert [level for level, _ in said(**old)] == ["wrong"]
    assert [level for level, _ in said(kept=False, **old)] == ["fine"]


def test_records_that_are_not_used_are_something_to_know() -> None:
    ((level, text),) = said(synced=NOW, refused=9)

    assert level == "note"
    assert "9 of them not used" in text


def test_a_register_that_was_never_synced_is_something_to_know() -> None:
    (finding,) = copies.registers([], [FARA], now=NOW)

    assert (finding.level, finding.text) == ("note", "us-fara was never synced.")


def test_a_register_that_cannot_be_asked_is_to_be_imported_again() -> None:
    def advice(register: str) -> str:
        standing = Standing(Copy(register, failures=1, failure="cut off"), 10, 0)
        (finding,) = copies.registers([standing], [], now=NOW)
        return f"{finding}"

    assert "interparty import au-interests FILE" in advice("au-interests")
    assert "interparty sync us-fara" in advice("us-fara")
