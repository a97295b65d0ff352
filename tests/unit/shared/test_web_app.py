"""What all services answer alike: problems, keys, health, metrics, traces, limits."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from prometheus_client import CollectorRegistry
from pydantic import BaseModel

from interparty_shared.errors import InterpartyError, LogUnavailable, NotFound
from interparty_shared.settings import Settings
from interparty_shared.web.app import create_app
from interparty_shared.web.auth import require
from interparty_shared.web.health import health_router
from interparty_shared.web.keys import Key, KeyRing, create
from interparty_shared.web.pagination import Limit
from interparty_shared.web.render import on_interparty_error
from tests.support.desk import NOW

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Thing(BaseModel):
    number: int


class Checks:
    """The parts that a process needs, to be broken."""

    error: Exception | None = None
    hangs = False

    async def __call__(self) -> None:
        if self.hangs:
            await asyncio.sleep(60)
        if self.error:
            raise self.error


def router(keys: KeyRing) -> APIRouter:
    made = APIRouter()

    @made.get("/v1/things/{number}")
    async def get_thing(
        number: int, key: Annotated[Key, Depends(require(keys, "alerts:read"))], limit: Limit = 10
    ) -> dict[str, Any]:
        if number == 404:
            raise NotFound("no thing 404")
        if number == 500:
            raise ZeroDivisionError("the secret inside")
        return {"by": key.name, "limit": limit}

    @made.post("/v1/things")
    async def post_thing(thing: Thing) -> dict[str, Any]:
        return {"number": thing.number}

    return made


@pytest.fixture
def checks() -> Checks:
    return Checks()


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


async def client_of(settings: Settings, checks: Checks) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        services=[("thing", [router(KeyRing.open(settings))], {"log": checks})],
        settings=settings,
        metrics=CollectorRegistry(),
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://thing",
        headers={"authorization": "Bearer first"},
    ) as client:
        yield client


@pytest.fixture
async def client(checks: Checks, keys_file: Path) -> AsyncGenerator[httpx.AsyncClient]:
    settings = Settings(
        api_key="first", keys_file=keys_file, max_body_bytes=2048, max_event_bytes=1024
    )
    async for made in client_of(settings, checks):
        yield made


def assert_problem(answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == f"/problems/{kind}"
    assert problem["status"] == status
    return problem


async def test_a_key_opens_what_its_scopes_allow(
    client: httpx.AsyncClient, keys_file: Path
) -> None:
    reader = create(
        keys_file, name="reader", scopes=["alerts:read"], quota_per_minute=None, now=NOW
    )
    writer = create(
        keys_file, name="writer", scopes=["events:write"], quota_per_minute=None, now=NOW
    )

    async def get(value: str) -> httpx.Response:
        return await client.get("/v1/things/1", headers={"authorization": value})

    assert (await get(f"bearer  {reader}")).json() == {"by": "reader", "limit": 10}
    forbidden = await get(f"Bearer {writer}")
    assert assert_problem(forbidden, 403, "forbidden")["scope"] == "alerts:read"
    for value in ("Bearer nonsense", "Basic Zmlyc3Q=", "first", "Bearer", "Bearer first x"):
        refused = await get(value)
        assert_problem(refused, 401, "unauthenticated")
        assert refused.headers["www-authenticate"].startswith("Bearer")


async def test_no_key_at_all_is_asked_for(client: httpx.AsyncClient) -> None:
    del client.headers["authorization"]

    answer = await client.get("/v1/things/1")

    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_public_reads_need_no_key_but_a_wrong_one_is_refused(checks: Checks) -> None:
    settings = Settings(api_key="first", public_read=True)
    async for client in client_of(settings, checks):
        assert (await client.get("/v1/things/1")).json()["by"] == "first"
        wrong = await client.get("/v1/things/1", headers={"authorization": "Bearer no"})
        assert_problem(wrong, 401, "unauthenticated")
        del client.headers["authorization"]
        assert (await client.get("/v1/things/1")).json()["by"] == "anonymous"


async def test_every_error_is_a_problem(client: httpx.AsyncClient) -> None:
    assert_problem(await client.get("/v1/things/404"), 404, "not-found")
    assert "/nowhere" in assert_problem(await client.get("/nowhere"), 404, "not-found")["detail"]
    wrong = await client.delete("/v1/things/1")
    assert_problem(wrong, 405, "method-not-allowed")
    assert wrong.headers["allow"] == "GET"
    broken = await client.get("/v1/things/500")
    assert_problem(broken, 500, "internal")
    assert "secret" not in broken.text


async def test_wrong_parameters_and_bodies_are_pointed_at(client: httpx.AsyncClient) -> None:
    query = await client.get("/v1/things/1", params={"limit": 5000})
    path = await client.get("/v1/things/one")
    body = await client.post("/v1/things", json={"number": "one"})
    no_json = await client.post(
        "/v1/things", content=b"{nope", headers={"content-type": "application/json"}
    )

    assert assert_problem(query, 422, "invalid-request")["errors"][0]["pointer"] == "/limit"
    assert assert_problem(path, 422, "invalid-request")["errors"][0]["pointer"] == "/number"
    assert assert_problem(body, 422, "invalid-request")["errors"][0]["pointer"] == "/number"
    assert "not JSON" in assert_problem(no_json, 422, "invalid-request")["errors"][0]["detail"]


async def test_a_body_that_says_it_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    for size in (2049, 8192, 10_000_000):
        answer = await client.post("/v1/things", content=b"x" * size)
        assert assert_problem(answer, 413, "too-large")["limit"] == 2048


async def test_a_body_that_turns_out_too_large_is_refused(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 512

    headers = {"content-type": "application/json"}
    answer = await client.post("/v1/things", content=endless(), headers=headers)

    assert_problem(answer, 413, "too-large")


async def test_a_trace_is_taken_on_or_begun(client: httpx.AsyncClient) -> None:
    taken = await client.get("/healthz", headers={"traceparent": TRACE})
    begun = await client.get("/nowhere", headers={"traceparent": "nonsense"})

    assert taken.headers["traceparent"].split("-")[1] == TRACE.split("-")[1]
    assert taken.headers["traceparent"] != TRACE
    assert len(begun.headers["traceparent"]) == 55


async def test_ready_says_which_part_is_not(client: httpx.AsyncClient, checks: Checks) -> None:
    assert (await client.get("/readyz")).json() == {
        "status": "ready",
        "checks": {"thing.log": "ok"},
    }

    checks.error = LogUnavailable("Kafka is away")
    said = assert_problem(await client.get("/readyz"), 503, "not-ready")
    assert said["checks"] == {"thing.log": "Kafka is away"}

    checks.error = ZeroDivisionError("the secret inside")
    broken = await client.get("/readyz")
    assert "secret" not in broken.text
    assert (await client.get("/healthz")).json() == {"status": "alive"}


async def test_a_part_that_hangs_is_not_waited_for(checks: Checks) -> None:
    checks.hangs = True
    app = FastAPI(exception_handlers={InterpartyError: on_interparty_error})
    app.include_router(health_router({"log": checks}, CollectorRegistry(), patience=0.05))
    transport = httpx.ASGITransport(app)

    async with httpx.AsyncClient(transport=transport, base_url="http://thing") as client:
        answer = await client.get("/readyz")

    said = assert_problem(answer, 503, "not-ready")
    assert said["checks"] == {"log": "no answer within 0.05 s"}


async def test_metrics_count_by_route_and_never_by_path(client: httpx.AsyncClient) -> None:
    for path in ("/v1/things/1", "/v1/things/2", "/a", "/b"):
        await client.get(path)
    await client.request("INVENTED", "/v1/things/1")

    text = (await client.get("/metrics")).text

    count = "interparty_http_request_seconds_count"
    assert f'{count}{{method="GET",route="/v1/things/{{number}}",status="200"}} 2.0' in text
    assert f'{count}{{method="GET",route="unmatched",status="404"}} 2.0' in text
    assert "INVENTED" not in text
    assert "interparty_http_requests_in_progress 1.0" in text


async def test_openapi_speaks_of_our_problems(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    assert "HTTPValidationError" not in str(document)
    assert "/problems/invalid-request" in str(document["components"]["schemas"]["Problem"])
    assert document["paths"]["/v1/things/{number}"]["get"]["security"] == [{"key": []}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path in ("/docs", "/redoc"):
        assert (await client.get(path)).status_code == 404
