"""The registers whose files we read are those that the rule packs name, and agree with them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from interparty_ingest.sources.registers.known import REGISTERS
from interparty_ingest.sources.registers.register import Register
from interparty_shared import rulepacks
from tests.support.registers import broken

PACKS = [
    pack
    for path in sorted(Path(str(rulepacks.__file__)).parent.glob("*.yaml"))
    if not path.name.endswith(".fixtures.yaml")
    for pack in yaml.safe_load_all(path.read_text("utf-8"))
]
registers = pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)


def packs_of(register: Register) -> list[dict[str, object]]:
    shown = [pack["register"] for pack in PACKS if "register" in pack]
    return [one for one in shown if one.get("id") == register.id]


@registers
def test_a_rule_pack_asks_for_it(register: Register) -> None:
    assert packs_of(register)


@registers
def test_what_a_pack_says_is_kept_for_some_days_is_kept_as_long_here(register: Register) -> None:
    for shown in packs_of(register):
        kept = shown.get("kept_days")
        assert register.keeps == (timedelta(days=kept) if isinstance(kept, int) else None)
        # Who left a list of the registered was registered until then.
        assert (shown.get("records") == "filers") == register.ends


@registers
def test_what_is_fetched_can_be_read(register: Register) -> None:
    assert register.licence
    assert register.title
    assert register.source.startswith("https://")
    assert register.seconds_between >= 1
    for walk in register.walks:
        assert walk.form in register.readers
        assert walk.url.startswith(("https://", register.source))


@registers
def test_no_edition_testifies_to_the_day_it_is_of_or_where_it_is_not_whole(
    register: Register,
) -> None:
    covered = register.covered(date(2026, 6, 30))

    assert covered is None or covered.start <= covered.end < date(2026, 6, 30)
    assert covered is None or register.whole


@registers
def test_a_page_in_html_is_no_file_of_any_of_them(register: Register) -> None:
    for reader in register.readers.values():
        assert "expected" in broken(reader, b"<!DOCTYPE html><html>Just a moment</html>")
        assert "expected" in broken(reader, b"")
