"""`POST /v1/bounces`: where a mail server hands over what came back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.bounces import take_bounce
from interparty_api.routes.schemas import Shape
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.web.auth import require
from interparty_shared.web.keys import Key, KeyRing
from interparty_shared.web.openapi import problems
from interparty_shared.web.render import json_response


class Bounced(Shape):
    """What the message is from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "failed"}]})

    state: str


def bounces_router(keys: KeyRing, database: Database, clock: Clock) -> APIRouter:
    """Return the route that takes delivery status notifications."""
    router = APIRouter(
        tags=["subscriptions"],
        responses=problems("unauthenticated", "forbidden", "invalid-request", "unavailable"),
    )

    @router.post(
        "/v1/bounces",
        status_code=202,
        summary="A delivery status notification (RFC 3464) about a mail from here",
        description="The body is the notification as it came (`message/rfc822`): pipe the mailbox of"
        " `bounce+…@` the sender's domain to it. It is kept as an attempt of the message, which has"
        " failed where the mail came back for good.",
        response_model=Bounced,
        responses=problems("not-found", "too-large"),
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"message/rfc822": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    async def post_bounce(
        request: Request,
        _caller: Annotated[Key, Depends(require(keys, "subscriptions:write"))],
        to: Annotated[
            str | None, Query(max_length=320, description="The address that it came to, if known")
        ] = None,
    ) -> Response:
        state = await take_bounce(database, clock, await request.body(), envelope_to=to)
        return json_response({"state": state}, 202)

    return router
