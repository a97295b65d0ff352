"""`GET /v1/evidence/{digest}`: the bytes of a register's record, as they were read."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from interparty_ingest.handlers import syncing
from interparty_shared.db.engine import Database
from interparty_shared.web.auth import require
from interparty_shared.web.keys import Key, KeyRing
from interparty_shared.web.openapi import problems

_RECORD: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The record: what its SHA-256 is, is in the address",
        "content": {"application/octet-stream": {}},
    }
}


def evidence_router(database: Database, keys: KeyRing) -> APIRouter:
    """Return the route of evidence."""
    router = APIRouter(tags=["registers"])
    reader = require(keys, "alerts:read")

    @router.get(
        "/v1/evidence/{digest}",
        summary="The record of a register that a disclosure was made of, by its `rawdigest`",
        response_class=Response,
        responses=_RECORD | problems("unauthenticated", "forbidden", "not-found", "unavailable"),
    )
    async def get_evidence(
        digest: Annotated[str, Path(description="SHA-256, 64 hexadecimal digits", max_length=64)],
        _key: Annotated[Key, Depends(reader)],
    ) -> Response:
        found = await syncing.evidence(database, digest.lower())
        # What somebody else wrote is never shown as a page of ours.
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f'attachment; filename="{digest.lower()[:16]}"',
            "ETag": f'"{digest.lower()}"',
            "Cache-Control": "private, max-age=31536000, immutable",
        }
        return Response(found.raw, media_type="application/octet-stream", headers=headers)

    return router
