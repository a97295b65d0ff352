"""Who is calling: keys as bearer tokens (RFC 6750), checked per route by scope."""

from fastapi.security import HTTPBearer
from starlette.requests import Request
from typing_extensions import override

from interparty_shared.web.keys import ANONYMOUS, Key, KeyRing
from interparty_shared.web.openapi import KEY
from interparty_shared.web.problems import Problem


class Require(HTTPBearer):
    """A FastAPI dependency that gives the caller's `Key`, or refuses."""

    def __init__(self, keys: KeyRing, scope: str) -> None:
        super().__init__(scheme_name="key", description=KEY["description"])
        self._keys = keys
        self._scope = scope

    @override
    async def __call__(self, request: Request) -> Key:  # type: ignore[override]
        """Return the caller's key.

        Raises:
            Problem: no key or a wrong one (401), or one without the scope (403).
        """
        header = next(
            (value for name, value in request.scope["headers"] if name == b"authorization"), None
        )
        if header is None:
            if self._keys.public_read and ANONYMOUS.may(self._scope):
                return ANONYMOUS
            raise _unauthenticated("send `Authorization: Bearer <key>`", "Bearer")
        scheme, _, token = header.decode("latin-1").partition(" ")
        key = self._keys.find(token.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise _unauthenticated("no such key, or it was revoked", 'Bearer error="invalid_token"')
        if not key.may(self._scope):
            raise Problem(
                "forbidden",
                f"the key {key.name!r} lacks the scope {self._scope!r}",
                headers={
                    "WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{self._scope}"'
                },
                scope=self._scope,
            )
        return key


def require(keys: KeyRing, scope: str) -> Require:
    """Return the dependency that lets in whoever has `scope`.

    Where reads are public, who sends no key at all is `ANONYMOUS` and has `alerts:read`; who sends
    a wrong key is still refused, because they believe that it works.
    """
    return Require(keys, scope)


def _unauthenticated(detail: str, challenge: str) -> Problem:
    return Problem("unauthenticated", detail, headers={"WWW-Authenticate": challenge})
