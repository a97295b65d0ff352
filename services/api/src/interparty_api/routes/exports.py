"""`/v1/alerts.csv`, `/v1/alerts.ndjson` and `/v1/alerts.ftm`: everything, streamed."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from interparty_api.handlers.alerts import AlertQuery
from interparty_api.handlers.exports import export_alerts
from interparty_api.routes.asked_alerts import asked_alerts
from interparty_api.routes.feeds import Site
from interparty_api.routes.forms import ftm, table
from interparty_api.routes.parameters import Sources, reading_router
from interparty_shared.web.openapi import problems

NDJSON = "application/x-ndjson"
Render = Callable[[Sequence[str]], bytes]


def exports_router(sources: Sources, site: Site) -> APIRouter:
    """Return the routes of exports."""
    router = reading_router(sources, "exports")
    asked_by = asked_alerts(sources)

    async def answer(
        asked: AlertQuery, render: Render, media_type: str, name: str, head: bytes = b""
    ) -> Response:
        pages = export_alerts(sources.database, asked, now=sources.clock.now())
        # What is wrong with the question, or with the database, is said before anything is sent.
        try:
            first = await anext(pages)
        except StopAsyncIteration:
            first = ()

        async def chunks() -> AsyncIterator[bytes]:
            async with aclosing(pages):
                yield head + render(first)
                async for page in pages:
                    yield render(page)

        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(chunks(), media_type=media_type, headers=headers)

    @router.get(
        "/v1/alerts.csv",
        summary="All alerts of a filter as CSV (RFC 4180), UTF-8 without a byte order mark",
        description="Columns: " + ", ".join(f"`{one}`" for one in table.COLUMNS) + ". A cell that"
        " begins with `=`, `+`, `-`, `@`, a tab or the end of a line has an apostrophe before it, so"
        " that no spreadsheet takes it for a formula.",
        response_class=Response,
        responses=_documented("text/csv"),
    )
    async def get_csv(asked: Annotated[AlertQuery, Depends(asked_by)]) -> Response:
        head = table.rows((), header=True)
        return await answer(
            asked, lambda page: table.rows(_read(page)), table.MEDIA_TYPE, "alerts.csv", head
        )

    @router.get(
        "/v1/alerts.ndjson",
        summary="All alerts of a filter, a JSON object on each line",
        response_class=Response,
        responses=_documented(NDJSON),
    )
    async def get_ndjson(asked: Annotated[AlertQuery, Depends(asked_by)]) -> Response:
        return await answer(asked, _as_they_are, NDJSON, "alerts.ndjson")

    @router.get(
        "/v1/alerts.ftm",
        summary="All alerts of a filter as entities of FollowTheMoney, a JSON object on each line",
        description="Both sides, the engagement (`Event`) and the alert (`Note`). An entity of several"
        " alerts comes with each, under the same id.",
        response_class=Response,
        responses=_documented(ftm.MEDIA_TYPE),
    )
    async def get_ftm(
        request: Request, asked: Annotated[AlertQuery, Depends(asked_by)]
    ) -> Response:
        base = site.base(request)
        return await answer(
            asked, lambda page: ftm.lines(_read(page), base), ftm.MEDIA_TYPE, "alerts.ftm.ndjson"
        )

    return router


def _as_they_are(page: Sequence[str]) -> bytes:
    return "".join(f"{text}\n" for text in page).encode()


def _read(page: Sequence[str]) -> list[dict[str, Any]]:
    return [orjson.loads(text) for text in page]


def _documented(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string"}}}
    said: dict[int | str, dict[str, Any]] = {200: {"description": "All of it", "content": content}}
    return {**said, **problems("invalid-request")}
