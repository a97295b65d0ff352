"""A bare FastAPI route that validates the same body with the same model, and keeps nothing.

`python -m tests.bench.bare PORT`, with the settings of uvicorn that the services have.
"""

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI

from interparty_shared.wire.events import Event

app = FastAPI()


@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.post("/v1/events", status_code=202)
async def take(event: Event) -> dict[str, Any]:
    return {"id": event.id, "source": event.source, "status": "accepted"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
