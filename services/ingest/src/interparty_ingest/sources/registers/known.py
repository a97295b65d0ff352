"""The registers whose files we read."""

from collections.abc import Mapping
from typing import Final

from interparty_ingest.sources.registers import (
    au_interests,
    de_lobbyregister,
    eu_ep_meetings,
    eu_transparency_register,
    gb_electoral_commission,
)
from interparty_ingest.sources.registers.register import Register

REGISTERS: Final[Mapping[str, Register]] = {
    register.id: register
    for register in (
        gb_electoral_commission.REGISTER,
        eu_ep_meetings.REGISTER,
        eu_transparency_register.REGISTER,
        de_lobbyregister.REGISTER,
        au_interests.REGISTER,
        au_interests.SENATE,
    )
}
"""By the ids by which rule packs and coverage name them."""
