"""`/v1/subscriptions`: a key's own, and nobody else's."""

from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers import subscription_deliveries, subscriptions, volume
from interparty_api.handlers import subscription_documents as documents
from interparty_api.handlers.filters import parse
from interparty_api.handlers.pages import Place
from interparty_api.handlers.subscribing import Means
from interparty_api.handlers.subscriptions import Changes, Wanted
from interparty_api.routes import subscription_schemas as schemas
from interparty_api.routes.parameters import Limit, Text, known_parameters, next_cursor, place_in
from interparty_shared.errors import Invalid
from interparty_shared.web.auth import require
from interparty_shared.web.keys import Key, KeyRing
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import Cursor, bad_cursor, page
from interparty_shared.web.render import json_response

MAY_BE_NULL: Final = frozenset({"contact", "muted_until"})


def subscribing_router(keys: KeyRing) -> APIRouter:
    """Return a router for those who may subscribe, and that refuses unknown parameters."""
    return APIRouter(
        tags=["subscriptions"],
        dependencies=[
            Depends(require(keys, "subscriptions:write")),
            Depends(known_parameters),
        ],
        responses=problems("unauthenticated", "forbidden", "invalid-request", "unavailable"),
    )


def subscriptions_router(keys: KeyRing, means: Means) -> APIRouter:
    """Return the routes by which subscriptions are made, shown, changed and deleted."""
    router = subscribing_router(keys)
    may = Depends(require(keys, "subscriptions:write"))

    @router.post(
        "/v1/subscriptions",
        status_code=201,
        summary="Subscribe: a webhook at once, an e-mail address once it has confirmed",
        response_model=schemas.CreatedSubscription,
        responses=problems("conflict", "too-many-requests"),
    )
    async def post_subscription(
        body: schemas.WantedSubscription, caller: Annotated[Key, may]
    ) -> Response:
        said = {name: getattr(body, name) for name in schemas.WantedSubscription.model_fields}
        wanted = Wanted(**said | {"filter": parse(body.filter)})
        one, shown = await subscriptions.create(means, caller.name, wanted)
        return json_response(
            documents.created(one, shown, now=means.clock.now()),
            201,
            headers={"Location": f"/v1/subscriptions/{one.id}", **_SECRET},
        )

    @router.get(
        "/v1/subscriptions",
        summary="The key's subscriptions, newest first",
        response_model=schemas.SubscriptionPage,
        responses=problems("invalid-cursor"),
    )
    async def get_subscriptions(
        request: Request,
        caller: Annotated[Key, may],
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        after = created_place(place_in(request, cursor, str, str))
        found, end = await subscriptions.list_all(means, caller.name, limit=limit, after=after)
        now = means.clock.now()
        items = [documents.subscription(one, now=now) for one in found]
        place = (end[0].isoformat(), end[1]) if end else None
        return json_response(page(items, next_cursor(request, place)))

    _add_preview(router, means)
    _add_one(router, means, may)
    _add_more(router, means, may)
    return router


_SECRET: Final = {"Cache-Control": "no-store"}


def _add_preview(router: APIRouter, means: Means) -> None:
    @router.post(
        "/v1/subscriptions/preview",
        summary="What a subscription would have been sent in the last 90 days; nothing is stored",
        response_model=schemas.Preview,
    )
    async def post_preview(body: schemas.WantedPreview) -> Response:
        found = await volume.preview(
            means.database,
            parse(body.filter),
            channel=body.channel,
            group_by=body.group_by,
            now=means.clock.now(),
        )
        return json_response(documents.preview(found, body.pace))


def _add_one(router: APIRouter, means: Means, may: Any) -> None:
    @router.get(
        "/v1/subscriptions/{id}",
        summary="A subscription",
        response_model=schemas.Subscription,
        responses=problems("not-found"),
    )
    async def get_one(id: Text, caller: Annotated[Key, may]) -> Response:  # noqa: A002
        one = await subscriptions.get(means, caller.name, id)
        return json_response(documents.subscription(one, now=means.clock.now()))

    @router.patch(
        "/v1/subscriptions/{id}",
        summary="Change a subscription, pause it, go on with it",
        response_model=schemas.Subscription,
        responses=problems("not-found", "conflict", "too-many-requests"),
    )
    async def patch_one(
        id: Text,  # noqa: A002
        body: schemas.ChangedSubscription,
        caller: Annotated[Key, may],
    ) -> Response:
        one = await subscriptions.change(means, caller.name, id, _changes(body))
        return json_response(documents.subscription(one, now=means.clock.now()))

    @router.delete(
        "/v1/subscriptions/{id}",
        status_code=204,
        summary="Delete a subscription, with what was sent to it",
        responses=problems("not-found"),
    )
    async def delete_one(id: Text, caller: Annotated[Key, may]) -> Response:  # noqa: A002
        await subscriptions.delete(means, caller.name, id)
        return Response(status_code=204)


def _changes(body: schemas.ChangedSubscription) -> Changes:
    said = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in said.items():
        if value is None and name not in MAY_BE_NULL:
            raise Invalid("must not be null; leave it out to keep it", pointer=f"/{name}")
    if "filter" in said:
        said["filter"] = parse(said["filter"])
    known = {one.name for one in fields(Changes)}
    return Changes(
        given=frozenset(said), **{name: value for name, value in said.items() if name in known}
    )


def _add_more(router: APIRouter, means: Means, may: Any) -> None:
    @router.post(
        "/v1/subscriptions/{id}/secrets",
        status_code=201,
        summary="A new secret for a webhook; those of before hold for 24 hours more",
        response_model=schemas.CreatedSubscription,
        responses=problems("not-found", "conflict"),
    )
    async def post_secret(
        id: Text,  # noqa: A002
        caller: Annotated[Key, may],
        body: schemas.WantedSecret | None = None,
    ) -> Response:
        kind = (body or schemas.WantedSecret()).secret_kind
        one, shown = await subscriptions.rotate(means, caller.name, id, kind)
        document = documents.created(one, shown, now=means.clock.now())
        return json_response(document, 201, headers=_SECRET)

    @router.post(
        "/v1/subscriptions/{id}/replay",
        status_code=202,
        summary="Have history sent (again); what was sent before comes under the same id",
        response_model=schemas.Subscription,
        responses=problems("not-found", "conflict"),
    )
    async def post_replay(
        id: Text,  # noqa: A002
        body: schemas.WantedReplay,
        caller: Annotated[Key, may],
    ) -> Response:
        one = await subscription_deliveries.replay(
            means, caller.name, id, after=body.after, through=body.through
        )
        return json_response(documents.subscription(one, now=means.clock.now()), 202)

    @router.post(
        "/v1/subscriptions/{id}/test",
        status_code=202,
        summary="Have a message without an alert sent, to see whether it arrives",
        response_model=schemas.Delivery,
        responses=problems("not-found", "conflict"),
    )
    async def post_test(id: Text, caller: Annotated[Key, may]) -> Response:  # noqa: A002
        shown = await subscription_deliveries.send_test(means, caller.name, id)
        return json_response(documents.delivery(shown), 202)


def created_place(place: Place | None) -> tuple[datetime, str] | None:
    """Return the place in a list by (created, id).

    Raises:
        Problem: (invalid-cursor) it is none.
    """
    if place is None:
        return None
    try:
        moment = datetime.fromisoformat(place[0])
    except ValueError:
        raise bad_cursor() from None
    if moment.tzinfo is None:
        raise bad_cursor()
    return moment, place[1]
