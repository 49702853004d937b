"""The OpenAPI description, and the page that shows it without needing the internet."""

from importlib import resources
from typing import Any

from fastapi import APIRouter, Request, Response

router = APIRouter(include_in_schema=False)


def description() -> dict[str, Any]:
    """Return title, introduction and tags of the API."""
    return {"title": "Report catalogue", "version": "1.0.0"}


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """Answer with the OpenAPI description."""
    import json

    return Response(
        json.dumps(request.app.openapi(), ensure_ascii=False), media_type="application/json"
    )
