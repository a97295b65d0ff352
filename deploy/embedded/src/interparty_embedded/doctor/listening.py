"""Whether the services answer over HTTP, and whether their clocks agree with ours."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from interparty_embedded.calling import unreachable
from interparty_embedded.doctor.findings import Finding, fine, wrong
from interparty_shared.clock import Clock

MOST_SKEW: Final = timedelta(seconds=5)


async def service(client: httpx.AsyncClient, url: str, clock: Clock) -> list[Finding]:
    """Ask a service whether it can do its work, and for the time."""
    asked = clock.now()
    try:
        answer = await client.get(f"{url.rstrip('/')}/readyz")
    except (httpx.TransportError, httpx.InvalidURL) as error:
        return [
            wrong("service", f"{unreachable(url, error)}.", "Is it up, and is this its address?")
        ]
    try:
        body = answer.json()
    except ValueError:
        body = None
    return [
        *readiness(url, answer.status_code, body),
        *skew(url, answer.headers.get("Date"), asked=asked, answered=clock.now()),
    ]


def readiness(url: str, status: int, body: Any) -> list[Finding]:
    """Judge an answer of `/readyz`."""
    checks = body.get("checks") if isinstance(body, dict) else None
    if not isinstance(checks, dict):
        return [wrong("service", f"{url} answers {status}, and not as Interparty does.")]
    failed = {name: said for name, said in checks.items() if said != "ok"}
    if not failed:
        return [fine("service", f"{url} is ready ({', '.join(sorted(checks))}).")]
    return [wrong("service", f"{url}: {name}: {said}.") for name, said in sorted(failed.items())]


def skew(url: str, date: str | None, *, asked: datetime, answered: datetime) -> list[Finding]:
    """Judge a host's clock by the `Date` of its answer, which has whole seconds."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return []
    if asked - MOST_SKEW <= theirs + timedelta(seconds=1) and theirs <= answered + MOST_SKEW:
        return []
    ahead = theirs > answered
    off = theirs - answered if ahead else asked - theirs
    return [
        wrong(
            "clock",
            f"The clock behind {url} is {off.total_seconds():,.0f} s"
            f" {'ahead of' if ahead else 'behind'} this machine's.",
            "Set both by NTP: deadlines and the order of versions hang on them.",
        )
    ]
