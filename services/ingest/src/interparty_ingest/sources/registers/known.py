"""The registers that there are readers for, by their ids."""

from collections.abc import Mapping
from typing import Final

from interparty_ingest.sources.registers import (
    au_interests,
    de_lobbyregister,
    eu_ep_meetings,
    eu_transparency_register,
    gb_electoral_commission,
)
from interparty_ingest.sources.registers.gb_commons import GB_COMMONS
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.registers.us_fara import US_FARA
from interparty_ingest.sources.walking.fetching import mirrored
from interparty_shared.errors import Misconfigured

REGISTERS: Final[Mapping[str, Register]] = {
    one.id: one
    for one in (
        GB_COMMONS,
        US_FARA,
        gb_electoral_commission.REGISTER,
        eu_ep_meetings.REGISTER,
        eu_transparency_register.REGISTER,
        de_lobbyregister.REGISTER,
        au_interests.REGISTER,
        au_interests.SENATE,
    )
}
"""By the ids by which rule packs and coverage name them."""


def configured(said: str) -> list[Register]:
    """Return the registers that a setting names: ids, by commas, each with `=mirror` behind it or not.

    Raises:
        Misconfigured: there is no such register, it cannot be asked, or it is named twice.
    """
    chosen: dict[str, Register] = {}
    for one in filter(None, (part.strip() for part in said.split(","))):
        name, _, mirror = one.partition("=")
        if name not in REGISTERS:
            there = ", ".join(sorted(REGISTERS))
            raise Misconfigured(
                f"INTERPARTY_SYNC: no register is called {name!r}; there are {there}."
            )
        if not REGISTERS[name].walks:
            raise Misconfigured(
                f"INTERPARTY_SYNC: {name} publishes no file that can be asked for: it can only be"
                " imported."
            )
        if name in chosen:
            raise Misconfigured(f"INTERPARTY_SYNC names {name} twice.")
        register = REGISTERS[name]
        chosen[name] = mirrored(register, mirror) if mirror else register
    return list(chosen.values())
