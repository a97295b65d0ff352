"""What the OpenAPI documents of all services have in common."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from interparty_shared.web.problems import KINDS, MEDIA_TYPE, Kind, document

PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "Problem details (RFC 9457)",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "enum": [f"/problems/{kind}" for kind in KINDS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Where the input is wrong",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901)"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


KEY: Mapping[str, Any] = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key: `Authorization: Bearer ipk_…`",
}


def problems(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that may answer these problems."""
    answers: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        status, title = KINDS[kind]
        answer = answers.setdefault(
            status,
            {
                "description": title,
                "content": {
                    MEDIA_TYPE: {
                        "schema": {"$ref": "#/components/schemas/Problem"},
                        "examples": {},
                    }
                },
            },
        )
        answer["content"][MEDIA_TYPE]["examples"][kind] = {"value": document(kind, title)}
    return answers


def install(app: FastAPI) -> None:
    """Have the app's OpenAPI document speak of our problems and not of FastAPI's own errors."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _ours(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    description=app.description,
                    license_info=app.license_info,
                    routes=app.routes,
                )
            )
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


def _ours(schema: dict[str, Any]) -> dict[str, Any]:
    schema.setdefault("components", {}).setdefault("securitySchemes", {})["key"] = KEY
    components = schema["components"].setdefault("schemas", {})
    components.pop("HTTPValidationError", None)
    components.pop("ValidationError", None)
    components["Problem"] = dict(PROBLEM)
    invalid = problems("invalid-request")[422]
    for path in schema.get("paths", {}).values():
        for operation in path.values():
            answer = operation.get("responses", {}).get("422", {})
            if "application/json" in answer.get("content", {}):
                operation["responses"]["422"] = invalid
    return schema
