"""A register on loopback that speaks as the real ones do, their faults included."""

import asyncio
import gzip
import io
import zipfile
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

Json = dict[str, Any]
HTML = b"<!DOCTYPE html><html><body>Request rejected</body></html>"


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Said:
    """An answer; `cut` closes the connection after so many bytes of the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


def html() -> Said:
    """Return what stands before a register when something is wrong with it, as if all were well."""
    return Said(HTML, headers={"Content-Type": "text/html"})


@dataclass
class RegisterServer:
    """Serves interests in pages and one file; `faults` are answered first, one for each request."""

    url: str = ""
    interests: dict[str, list[Json]] = field(default_factory=lambda: {"5": [], "6": []})
    page: int = 3
    """The most that it gives at once, whatever it is asked for."""
    file: bytes = b""
    file_headers: dict[str, str] = field(default_factory=dict)
    conditional: bool = True
    """Whether it minds If-None-Match and If-Modified-Since."""
    faults: list[Said | None] = field(default_factory=list)
    before: Callable[[Asked], object] = lambda _asked: None
    """Called before each answer: lists may change meanwhile."""
    hang_at: int | None = None
    """From which request on no answer is sent any more; what was posted was taken."""
    asked: list[Asked] = field(default_factory=list)
    posted: list[Json] = field(default_factory=list)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, asked: Asked) -> Said:
        """Return what the register says where nothing is wrong with it."""
        if asked.path == "/v1/events":
            return self._taken(asked)
        if asked.path.endswith("/Interests"):
            return self._listed(asked)
        if asked.path.endswith(".zip"):
            etag = self.file_headers.get("ETag")
            same = etag is not None and asked.headers.get("if-none-match") == etag
            if same and self.conditional:
                return Said(status=304, headers=self.file_headers)
            return Said(self.file, headers=self.file_headers)
        return Said(b"", 404)

    def _listed(self, asked: Asked) -> Said:
        items = self.interests[asked.query["CategoryId"]]
        skip = int(asked.query["Skip"])
        shown = items[skip : skip + min(int(asked.query["Take"]), self.page)]
        body = {"skip": skip, "take": self.page, "totalResults": len(items), "items": shown}
        return Said(orjson.dumps(body), headers={"Content-Type": "application/json"})

    def _taken(self, asked: Asked) -> Said:
        events = [orjson.loads(line) for line in asked.body.split(b"\n")]
        self.posted += events
        items = [
            {"index": at, "id": one["id"], "source": one["source"], "status": "accepted"}
            for at, one in enumerate(events)
        ]
        body = {"accepted": len(items), "rejected": 0, "items": items}
        return Said(orjson.dumps(body), 207, {"Content-Type": "application/json"})

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [
            f"{one.path.rsplit('/', 1)[-1]} {one.query.get('CategoryId', '')}"
            f" {one.query.get('Skip', '')}".strip()
            for one in self.asked
        ]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while (asked := await _request(reader)) is not None:
                self.asked.append(asked)
                self.before(asked)
                fault = self.faults.pop(0) if self.faults else None
                said = fault or self.answer(asked)
                if self.hang_at is not None and len(self.asked) > self.hang_at:
                    self.hanging.set()
                    await asyncio.Event().wait()
                if not await _said(writer, said):
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> Asked | None:
    line = await reader.readline()
    if not line:
        return None
    method, target, _ = line.decode().split(" ", 2)
    headers: dict[str, str] = {}
    while (raw := await reader.readline()) not in {b"\r\n", b""}:
        name, _, value = raw.decode().partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    split = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(split.query).items()}
    return Asked(method, split.path, query, headers, body)


async def _said(writer: asyncio.StreamWriter, said: Said) -> bool:
    head = [f"HTTP/1.1 {said.status} Said", f"Content-Length: {len(said.body)}"]
    head += [f"{name}: {value}" for name, value in said.headers.items()]
    writer.write("\r\n".join([*head, "", ""]).encode())
    if said.status != 304:
        writer.write(said.body if said.cut is None else said.body[: said.cut])
    await writer.drain()
    return said.cut is None


@asynccontextmanager
async def serving(**given: Any) -> AsyncGenerator[RegisterServer]:
    """Run a register on a free port."""
    served = RegisterServer(**given)
    tasks: set[asyncio.Task[Any]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await served.serve(reader, writer)
        except asyncio.CancelledError:
            writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield served
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def interest(number: int, *, category: str = "5", **changes: Any) -> Json:
    """Return an item as the Commons' API gives it."""
    visits = category == "5"
    fields: list[Json] = [
        {"name": "Purpose", "type": "String", "value": f"Congress {number}"},
        {"name": "StartDate", "type": "DateOnly", "value": None},
        {"name": "EndDate", "type": "DateOnly", "value": None},
        {
            "name": "VisitLocations",
            "type": "Location[]",
            "values": [
                [{"name": "Country", "value": "Belgium"}, {"name": "Destination", "value": None}]
            ],
        },
        {
            "name": "Donors",
            "type": "Donor[]",
            "values": [
                [
                    {"name": "Name", "value": "Party A"},
                    {"name": "IsPrivateIndividual", "value": False},
                    {"name": "Value", "value": 445.5},
                ]
            ],
        },
    ]
    if not visits:
        fields = [
            {"name": "PaymentType", "value": "In kind"},
            {"name": "PaymentDescription", "value": "Dinner"},
            {"name": "Value", "value": 400},
            {"name": "ReceivedDate", "value": "2026-04-20"},
            {"name": "DonorName", "value": "Party A"},
            {"name": "DonorStatus", "value": "Other"},
            {"name": "DonorOtherDetails", "value": "Political Party"},
        ]
    name = "Visits outside the UK" if visits else "Gifts and benefits from sources outside the UK"
    return {
        "id": number,
        "summary": "International visit to Belgium between 17 April 2026 and 19 April 2026",
        "registrationDate": "2026-04-27",
        "publishedDate": "2026-04-28",
        "updatedDates": [],
        "category": {"id": int(category), "number": "4" if visits else "5", "name": name},
        "member": {"id": 4066, "nameDisplayAs": "Member A", "house": "Commons"},
        "fields": fields,
        "rectified": False,
        **changes,
    }


def principals(*rows: Json) -> bytes:
    """Return FARA's bulk file of foreign principals: XML, ISO-8859-1, zipped."""
    tags = {
        "Foreign_principal": "Party A",
        "Registration_number": "7093",
        "Country_location_represented": "CÔTE D'IVOIRE",
        "FP_registration_date": "03/09/2022",
        "FP_termination_date": "",
        "Registrant_name": "Agent A",
        "Registration_date": "03/09/2022",
    }
    written = "".join(
        "<ROW>" + "".join(f"<{tag}>{said}</{tag}>" for tag, said in (tags | row).items()) + "</ROW>"
        for row in rows
    )
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?><ROWSET>{written}</ROWSET>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FARA_All_ForeignPrincipals.xml", text.encode("iso-8859-1"))
    return made.getvalue()
