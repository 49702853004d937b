"""For those who watch the service: is it alive, and can it answer."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from service.errors import InternalError, ServiceUnavailable
from service.schemas.values import Schema
from service.web.catalogue import CatalogueDep
from service.web.responses import EVERY, describe_problem

router = APIRouter(tags=["health"])


class Alive(Schema):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(Schema):
    """Database and index answer."""

    status: Literal["ready"] = "ready"
    sequence: Annotated[int, Field(ge=0, le=2**53, description="Latest number of the ledger.")]
    indexed: Annotated[int, Field(ge=0, le=2**53, description="Number that searches see.")]


RESPONSES = {200: {"headers": EVERY}, 500: describe_problem(InternalError)}


@router.get("/health", responses=RESPONSES)
async def health() -> Alive:
    """Say that the process is alive: for restarts."""
    return Alive()


@router.get("/ready", responses=RESPONSES | {503: describe_problem(ServiceUnavailable)})
async def ready(catalogue: CatalogueDep) -> Ready:
    """Say that database and index answer: for load balancers. 503 while they do not."""
    head = await catalogue.up_to_date()
    if not catalogue.index.ready:
        raise ServiceUnavailable("The search index is being built.")
    return Ready(sequence=head.sequence, indexed=catalogue.index.applied)
