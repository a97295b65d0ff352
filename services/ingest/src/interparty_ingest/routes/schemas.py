"""`GET /v1/schemas`: what an event of each type must look like."""

from typing import Any, Final

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from interparty_shared.domain import words
from interparty_shared.errors import NotFound
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import page
from interparty_shared.web.render import json_response
from interparty_shared.wire.schemas import schema, schema_id

SCHEMA_JSON: Final = "application/schema+json"
_SCHEMA: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {SCHEMA_JSON: {}}, "description": "The schema"}
}


def schemas_router() -> APIRouter:
    """Return the routes of the schemas; they need no key."""
    router = APIRouter(tags=["schemas"])

    @router.get("/v1/schemas", summary="The event types", response_class=Response)
    async def get_schemas() -> Response:
        listed = [
            {
                "type": name,
                "description": schema(name)["description"],
                "schema": schema_id(name),
                "url": f"/v1/schemas/{name}",
            }
            for name in words.EVENT_TYPES
        ]
        return json_response(page(listed, None))

    @router.get(
        "/v1/schemas/{type_}",
        summary="The JSON Schema (draft 2020-12) of an event type",
        response_class=Response,
        responses=_SCHEMA | problems("not-found"),
    )
    async def get_schema(type_: str) -> Response:
        if type_ not in words.EVENT_TYPES:
            raise NotFound(f"no such event type; there are {', '.join(words.EVENT_TYPES)}")
        return Response(orjson.dumps(schema(type_)), media_type=SCHEMA_JSON)

    return router
