"""Plain routes are answered by themselves, and like all others."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import APIRouter
from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response

from interparty_shared.errors import LogUnavailable
from interparty_shared.settings import Settings
from interparty_shared.web.app import create_app
from interparty_shared.web.problems import Problem
from interparty_shared.web.render import json_response


def router() -> APIRouter:
    made = APIRouter()

    async def post_thing(request: Request) -> Response:
        said = (await request.body()).decode()
        if said == "forbidden":
            raise Problem("forbidden", "not you")
        if said == "unavailable":
            raise LogUnavailable("The log is away.")
        if said == "broken":
            raise ZeroDivisionError("the secret inside")
        return json_response({"framework": "router" in request.scope}, 202)

    made.add_route("/v1/things", post_thing, methods=["POST"])

    @made.get("/v1/things")
    async def get_things() -> dict[str, str]:
        return {"by": "the framework"}

    return made


@pytest.fixture
async def client() -> AsyncGenerator[httpx.AsyncClient]:
    app = create_app(
        services=[("thing", [router()], {})],
        settings=Settings(api_key="first", max_body_bytes=2048, max_event_bytes=1024),
        metrics=CollectorRegistry(),
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://thing") as made:
        yield made


async def test_a_plain_route_is_answered_before_the_framework_is_asked(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/v1/things", content=b"x")

    assert (answer.status_code, answer.json()) == (202, {"framework": False})
    assert answer.headers["traceparent"]


async def test_what_else_there_is_at_its_path_the_framework_knows(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/v1/things")).json() == {"by": "the framework"}
    assert (await client.put("/v1/things")).status_code == 405


@pytest.mark.parametrize(
    ("said", "status", "kind"),
    [
        ("forbidden", 403, "forbidden"),
        ("unavailable", 503, "unavailable"),
        ("broken", 500, "internal"),
        ("x" * 3000, 413, "too-large"),
    ],
)
async def test_its_errors_are_problems_like_all_others(
    client: httpx.AsyncClient, said: str, status: int, kind: str
) -> None:
    answer = await client.post("/v1/things", content=said)

    assert answer.status_code == status
    assert answer.json()["type"] == f"/problems/{kind}"
    assert "secret" not in answer.text


async def test_it_is_measured_under_its_path(client: httpx.AsyncClient) -> None:
    await client.post("/v1/things", content=b"x")

    metrics = (await client.get("/metrics")).text
    assert (
        'interparty_http_request_seconds_count{method="POST",route="/v1/things",status="202"} 1.0'
        in metrics
    )
