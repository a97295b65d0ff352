"""`/v1/explain` and `/v1/check`."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.check import check_engagement
from interparty_api.handlers.explain import explain_engagement
from interparty_api.handlers.pages import moments
from interparty_api.routes import schemas
from interparty_api.routes.checking import BODY, CheckAnswer, read_body
from interparty_api.routes.parameters import Sources, reading_router
from interparty_shared.domain.facts import Ref
from interparty_shared.web.openapi import problems
from interparty_shared.web.render import json_response

_JUDGED = (
    "The day to judge on: a date or an RFC 3339 time, also one to come. By what was known then: rule"
    " packs whose version bears no later date, reference data received by that time (of a date: by"
    " the end of that day, UTC). Left out: today, by all that is known"
)


def asking_router(sources: Sources) -> APIRouter:
    """Return the routes that answer questions about one engagement."""
    router = reading_router(sources, "asking")

    @router.get(
        "/v1/explain",
        summary="Why an engagement led to an alert or did not, stage by stage",
        response_model=schemas.Explanation,
        responses=problems("not-found"),
    )
    async def get_explanation(
        source: Annotated[str, Query(min_length=1, max_length=512, description="Of its event")],
        id: Annotated[  # noqa: A002 - the contract's own name
            str, Query(min_length=1, max_length=256, description="Of its event")
        ],
    ) -> Response:
        ref = Ref(source, id)
        return json_response(await explain_engagement(sources.database, sources.packs, ref))

    @router.post(
        "/v1/check",
        summary="What would be due for an engagement, to whom and by when; nothing is stored",
        openapi_extra={"requestBody": BODY},
        response_model=CheckAnswer,
        responses=problems("too-large", "unsupported-media-type"),
    )
    async def post_check(
        request: Request,
        as_of: Annotated[str | None, Query(description=_JUDGED, examples=["2026-03-02"])] = None,
    ) -> Response:
        judged = moments(as_of, pointer="/as_of") if as_of is not None else None
        day = (judged.first if judged else sources.clock.now()).date()
        asked = await read_body(request)
        data = asked["engagement"]
        found = await check_engagement(
            sources.database,
            sources.packs,
            data,
            text=orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode(),
            as_of=day,
            known_at=judged.end if judged else None,
            known=asked["actors"],
            beside=asked["beside"],
        )
        return json_response(
            {
                "as_of": found.as_of.isoformat(),
                "items": found.items,
                "missing_facts": [one._asdict() for one in found.wanted],
            }
        )

    return router
