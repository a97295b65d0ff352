"""The registers that there are readers for, by their ids."""

from collections.abc import Mapping
from typing import Final

from interparty_ingest.sources.registers.gb_commons import GB_COMMONS
from interparty_ingest.sources.registers.register import Register

REGISTERS: Final[Mapping[str, Register]] = {one.id: one for one in (GB_COMMONS,)}
