"""Talking to a running Interparty over HTTP, its refusals turned into sentences."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

import httpx
import typer

from interparty_shared.errors import InterpartyError, Misconfigured, Unavailable

DEFAULT_URL: Final = "http://127.0.0.1:8000"
PAGE: Final = 500
TIMEOUT: Final = httpx.Timeout(60, connect=10)

Url = Annotated[str, typer.Option(envvar="INTERPARTY_URL", help="Where Interparty listens.")]
ApiKey = Annotated[
    str | None,
    typer.Option("--key", envvar="INTERPARTY_API_KEY", help="A key; better in the environment."),
]


class Refused(InterpartyError):
    """Interparty answered, and the answer was no; the message is its own."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(detail(answer))
        self.code = answer.status_code


@asynccontextmanager
async def caller(url: str, key: str | None) -> AsyncGenerator[httpx.AsyncClient]:
    """Hold a client for an Interparty; of several addresses, separated by spaces, the first.

    Raises:
        Misconfigured: the URL is none, or no key was given.
    """
    if not key:
        raise Misconfigured(
            "A key is needed: --key or INTERPARTY_API_KEY; `interparty keys create` makes one."
        )
    url = next(iter(url.split()), "")
    if not url.startswith(("http://", "https://")):
        raise Misconfigured(f"A URL begins with http:// or https://, not {url!r}.")
    headers = {"Authorization": f"Bearer {key}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=TIMEOUT) as client:
            yield client
    except httpx.InvalidURL as error:
        raise Misconfigured(f"{url!r} is no URL: {error}.") from error
    except httpx.TransportError as error:
        raise Unavailable(unreachable(url, error)) from error


async def ask(client: httpx.AsyncClient, method: str, path: str, **options: Any) -> Any:
    """Return the JSON that a request is answered with.

    Raises:
        Refused: the answer was no.
    """
    answer = await client.request(method, path, **options)
    if answer.is_success:
        return json_of(answer)
    raise Refused(answer)


async def pages(
    client: httpx.AsyncClient, path: str, *, most: int | None = None, **query: str
) -> AsyncGenerator[dict[str, Any]]:
    """Give the items of a list, page after page; `most` of them at most.

    Raises:
        Refused: the answer was no.
    """
    left = most
    cursor: str | None = None
    while left is None or left > 0:
        limit = PAGE if left is None else min(PAGE, left)
        more = {"cursor": cursor} if cursor else {}
        page = await ask(client, "GET", path, params={**query, **more, "limit": str(limit)})
        for item in page["items"]:
            yield item
        cursor = page["next"]
        if cursor is None:
            return
        if left is not None:
            left -= len(page["items"])


def json_of(answer: httpx.Response) -> Any:
    """Return an answer's JSON.

    Raises:
        Misconfigured: it has none, so this is no Interparty.
    """
    try:
        return answer.json()
    except ValueError:
        raise Misconfigured(f"{answer.url} did not answer as Interparty does.") from None


def detail(answer: httpx.Response) -> str:
    """Return a refusal in its own words."""
    try:
        problem = answer.json()
        said = problem.get("detail") or problem.get("title")
    except (ValueError, AttributeError):
        said = answer.text[:200].strip()
    if answer.status_code == httpx.codes.NOT_FOUND and not said:
        said = "there is no Interparty here"
    return f"{answer.request.method} {answer.url.path}: {answer.status_code}, {said}"


def unreachable(url: str, error: Exception) -> str:
    """Return the sentence for a connection that failed."""
    return f"{url} does not answer: {str(error) or type(error).__name__}"
