"""What a single post is compared with: a FastAPI route that validates the body and answers.

Run as `python -m tests.bench.bare_route`; prints its port when it listens.
"""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI, Request

from interparty_shared.wire.events import EVENT


def app() -> FastAPI:
    """Return an app with that one route."""
    made = FastAPI()

    @made.post("/v1/events", status_code=202)
    async def post_event(request: Request) -> dict[str, str]:
        event = EVENT.validate_json(await request.body())
        return {"id": event.id, "source": event.source, "status": "accepted"}

    return made


async def main() -> None:
    """Serve until told to stop."""
    sock = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app(), log_config=None, access_log=False))
    print(sock.getsockname()[1], flush=True)
    await server.serve(sockets=[sock])


if __name__ == "__main__":
    asyncio.run(main())
