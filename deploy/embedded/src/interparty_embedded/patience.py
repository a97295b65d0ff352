"""Waiting for a part that may still be starting: bounded, and saying so."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from interparty_embedded import say
from interparty_shared.errors import Unavailable

T = TypeVar("T")
PAUSE_S = 0.5


async def patiently(act: Callable[[], Awaitable[T]], *, seconds: float) -> T:
    """Return what `act` returns, trying again for so long while what it needs does not answer.

    Raises:
        Unavailable: it did not answer in that time; the last reason that it gave.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    told = False
    while True:
        try:
            return await act()
        except Unavailable as error:
            if asyncio.get_running_loop().time() + PAUSE_S > deadline:
                raise
            if not told:
                say.note(f"Waiting up to {seconds:g} s: {error}")
                told = True
            await asyncio.sleep(PAUSE_S)
