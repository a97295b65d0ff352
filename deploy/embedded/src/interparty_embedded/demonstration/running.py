"""The services and the demonstration beside one another, in one process."""

import asyncio
import contextlib
from pathlib import Path

from interparty_embedded.calling import caller
from interparty_embedded.demonstration import showing
from interparty_embedded.demonstration.showing import Stage
from interparty_embedded.folder import Folder
from interparty_embedded.together import serve_together
from interparty_shared.clock import SystemClock
from interparty_shared.runtime import Resources
from interparty_shared.settings import Settings
from interparty_shared.web import keys

SCOPES = ("events:write", "alerts:read")


async def demonstrate(
    folder: Folder, settings: Settings, history: Path | None, *, stay: bool
) -> None:
    """Start the services on a folder, show what they make of public cases, and end; or stay.

    Raises:
        InterpartyError: something did not work; the services were stopped in order.
    """
    started: asyncio.Future[tuple[int, Resources]] = asyncio.get_running_loop().create_future()
    opened: list[Resources] = []
    stop = asyncio.Event()

    async def show() -> None:
        port, resources = await started
        url = f"http://127.0.0.1:{port}"
        key = keys.create(
            folder.keys,
            name="demonstration",
            scopes=SCOPES,
            quota_per_minute=None,
            now=SystemClock().now(),
        )
        async with caller(url, key) as client:
            stage = Stage(client, resources, showing.console())
            await showing.show_cases(stage)
            if history is not None:
                await showing.show_history(stage, history)
        showing.show_what_next(stage.console, url, folder.path, key, stays=stay)
        if not stay:
            stop.set()

    serving = asyncio.create_task(
        serve_together(
            settings,
            ready=lambda port: started.set_result((port, opened[0])),
            opened=opened.append,
            stop=stop,
        )
    )
    demonstrating = asyncio.create_task(show())
    try:
        await asyncio.wait({serving, demonstrating}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():  # Ctrl-C while it was showing, or it could not start
            demonstrating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await demonstrating
    finally:
        if not (stay and demonstrating.done() and not _failed(demonstrating)):
            stop.set()
        await serving


def _failed(task: "asyncio.Task[None]") -> bool:
    return task.cancelled() or task.exception() is not None
