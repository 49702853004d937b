"""For those who watch the service: is it alive, and can it answer."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from service.errors import InternalError, ServiceUnavailable
from service.schemas.values import Schema
from service.web.catalogue import CatalogueDep
from service.web.openapi.responses import describe

router = APIRouter(tags=["health"])


class Alive(Schema):
    """The process answers."""

    status: Annotated[Literal["alive"], Field(description="Always the same.")] = "alive"


class Ready(Schema):
    """Database and index answer."""

    status: Annotated[Literal["ready"], Field(description="Always the same.")] = "ready"
    sequence: Annotated[int, Field(ge=0, le=2**53, description="Latest number of the ledger.")]
    indexed: Annotated[int, Field(ge=0, le=2**53, description="Number that searches see.")]


UNCOUNTED = ("X-Request-ID", "Access-Control-Allow-Origin")
"""Headers of addresses that no rate limit counts."""


@router.get("/health", responses=describe(headers=UNCOUNTED, always=[InternalError]))
async def health() -> Alive:
    """Say that the process is alive: for restarts."""
    return Alive()


@router.get(
    "/ready", responses=describe(headers=UNCOUNTED, always=[InternalError, ServiceUnavailable])
)
async def ready(catalogue: CatalogueDep) -> Ready:
    """Say that database and index answer: for load balancers. 503 while they do not."""
    await catalogue.reachable()
    head = await catalogue.up_to_date()
    if not (catalogue.index.ready or catalogue.index.is_at(head)):
        raise ServiceUnavailable("The search index is being built.")
    return Ready(sequence=head.sequence, indexed=catalogue.index.applied)
