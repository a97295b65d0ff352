"""Whether copies of registers are in step: judged on what their last runs left."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from interparty_embedded.doctor.findings import Finding, fine, note, wrong
from interparty_ingest.handlers.syncing import Standing
from interparty_ingest.sources.registers.known import REGISTERS
from interparty_ingest.sources.registers.register import Register

LATE: Final = 3
"""How many times the usual pause a copy may be old."""


def registers(
    standing: Iterable[Standing], kept: Iterable[Register], *, now: datetime
) -> list[Finding]:
    """Judge the copies that there are, and those that the settings (`kept`) say should be."""
    by_id = {one.copy.register: one for one in standing}
    every = {one.id: one.every for one in kept}
    found = [
        note("registers", f"{name} was never synced.", "It is asked while ingest runs; look there.")
        for name in sorted(every.keys() - by_id.keys())
    ]
    for name, one in sorted(by_id.items()):
        copy = one.copy
        at = f"of {copy.synced:%Y-%m-%d %H:%M} UTC" if copy.synced else "that was never whole"
        said = f"{name}: a copy {at} with {one.records:,} records"
        if copy.failure:
            why = f"{said}; its last {copy.failures:,} runs failed: {copy.failure}"
            found.append(wrong("registers", f"{why}.", f"`{_command(name)}` tries again."))
        elif name in every and copy.synced and now - copy.synced > LATE * every[name]:
            found.append(
                wrong("registers", f"{said} is late.", "Does ingest run? Look at its log.")
            )
        elif one.refused:
            text = f"{said}, {one.refused:,} of them not used: what they may say is not covered."
            found.append(note("registers", text, f"`{_command(name, ' --again')}` says why."))
        else:
            found.append(fine("registers", f"{said}."))
    return found


def _command(name: str, again: str = "") -> str:
    """Return what takes in an edition; of a register that cannot be asked, a file of it."""
    if name in REGISTERS and not REGISTERS[name].walks:
        return f"interparty import {name} FILE"
    return f"interparty sync {name}{again}"
