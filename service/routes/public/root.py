"""The start: a page for people, an index for programs, and what each problem means."""

from fastapi import APIRouter, Request, Response

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> Response:
    """Welcome."""
    return Response("{}", media_type="application/json")
