"""`/healthz`, `/readyz` and `/metrics`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import Response

from interparty_shared.errors import InterpartyError
from interparty_shared.web.problems import Problem
from interparty_shared.web.render import json_response

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]
PATIENCE: Final = 3.0
"""Seconds that one check may take."""


def health_router(
    checks: Mapping[str, Check], metrics: CollectorRegistry, *, patience: float = PATIENCE
) -> APIRouter:
    """Return the routes by which a process is watched; they need no key."""
    router = APIRouter(tags=["operation"])

    @router.get("/healthz", summary="The process is alive", response_description="It is")
    async def healthz() -> Response:
        # A loop that dies takes the process with it (runtime.py), so answering is the proof.
        return json_response({"status": "alive"})

    @router.get(
        "/readyz",
        summary="Every part that is needed answers",
        response_description="All do",
        responses={503: {"description": "Some do not; `checks` says which"}},
    )
    async def readyz() -> Response:
        names = list(checks)
        results = await asyncio.gather(*(_outcome(name, checks[name], patience) for name in names))
        said = dict(zip(names, results, strict=True))
        failed = [name for name, result in said.items() if result != "ok"]
        if failed:
            raise Problem("not-ready", f"not answering: {', '.join(failed)}", checks=said)
        return json_response({"status": "ready", "checks": said})

    @router.get(
        "/metrics",
        summary="Prometheus metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}}},
    )
    async def metrics_text() -> Response:
        return Response(generate_latest(metrics), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


async def _outcome(name: str, check: Check, patience: float) -> str:
    try:
        async with asyncio.timeout(patience):
            await check()
    except TimeoutError:
        return f"no answer within {patience:g} s"
    except InterpartyError as error:
        return str(error)
    except Exception as error:
        # The caller has no key: what broke goes to the log, not to them.
        log.exception("check failed", check=name)
        return f"failed: {type(error).__name__}"
    return "ok"
