"""Bare FastAPI routes that validate the same bodies with the same models, and keep nothing.

`python -m tests.bench.bare PORT`, with the settings of uvicorn that the services have.
"""

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI

from interparty_shared.wire.events import EngagementData, Event

app = FastAPI()


@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.post("/v1/events", status_code=202)
async def take(event: Event) -> dict[str, Any]:
    return {"id": event.id, "source": event.source, "status": "accepted"}


@app.post("/v1/check")
async def check(engagement: EngagementData) -> dict[str, Any]:
    return {"as_of": engagement.occurred.from_.isoformat(), "items": [], "missing_facts": []}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
