"""What was sent to a key's subscriptions: `/v1/subscriptions/{id}/deliveries`, `/v1/deliveries`."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers import subscription_documents as documents
from interparty_api.handlers.subscribing import Means
from interparty_api.handlers.subscription_deliveries import (
    get_delivery,
    list_deliveries,
    retry_delivery,
)
from interparty_api.routes import subscription_schemas as schemas
from interparty_api.routes.parameters import Limit, Text, next_cursor, place_in
from interparty_api.routes.subscriptions import created_place, subscribing_router
from interparty_shared.web.auth import require
from interparty_shared.web.keys import Key, KeyRing
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor, page
from interparty_shared.web.render import json_response


def deliveries_router(keys: KeyRing, means: Means) -> APIRouter:
    """Return the routes by which a subscriber sees what was sent, and has it sent again."""
    router = subscribing_router(keys)
    may = Depends(require(keys, "subscriptions:write"))

    @router.get(
        "/v1/subscriptions/{id}/deliveries",
        summary="What was sent to a subscription or is to be, newest first, with every attempt",
        response_model=schemas.DeliveryPage,
        responses=problems("not-found", "invalid-cursor"),
    )
    async def get_deliveries(
        request: Request,
        id: Text,  # noqa: A002
        caller: Annotated[Key, may],
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        after = created_place(place_in(request, cursor, str, str))
        found, end = await list_deliveries(means, caller.name, id, limit=limit, after=after)
        place = (end[0].isoformat(), end[1]) if end else None
        items = [documents.delivery(one) for one in found]
        return json_response(page(items, next_cursor(request, place)))

    @router.get(
        "/v1/deliveries/{id}",
        summary="A delivery with its attempts",
        response_model=schemas.Delivery,
        responses=problems("not-found"),
    )
    async def get_one(id: Text, caller: Annotated[Key, may]) -> Response:  # noqa: A002
        return json_response(documents.delivery(await get_delivery(means, caller.name, id)))

    @router.post(
        "/v1/deliveries/{id}/retry",
        status_code=202,
        summary="Have a delivery sent at once, under the same id",
        response_model=schemas.Delivery,
        responses=problems("not-found", "conflict"),
    )
    async def post_retry(id: Text, caller: Annotated[Key, may]) -> Response:  # noqa: A002
        return json_response(documents.delivery(await retry_delivery(means, caller.name, id)), 202)

    return router
