"""How editors' addresses name a record."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.convertors import Convertor, register_url_convertor

from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordId, RecordKind
from service.web.http.request import Nothing, read_parameters


class Collection(StrEnum):
    """The collections of records, as addresses name them."""

    reports = "reports"
    mentions = "mentions"
    resources = "resources"
    authorities = "authorities"

    @property
    def kind(self) -> RecordKind:
        """The kind of its records."""
        return KINDS[self]


class CollectionConvertor(Convertor[str]):
    """Lets `{collection:collection}` stand for these and nothing else, such as `publications`."""

    regex = "|".join(Collection)

    def convert(self, value: str) -> str:
        """Take it as it is: the type of the parameter says what it means."""
        return value

    def to_string(self, value: str) -> str:
        """Write it as it is."""
        return value


register_url_convertor("collection", CollectionConvertor())
COLLECTION = "/v1/editorial/{collection:collection}"
KINDS = {Collection(name): kind for kind, name in COLLECTIONS.items()}
CollectionName = Annotated[Collection, Path(description="Which kind of record.")]
OwnId = Annotated[RecordId, Path(description="Id of the record.")]


@dataclass(frozen=True)
class Target:
    """The record that a request is about."""

    request: Request
    kind: RecordKind
    id: str


def read_target(
    request: Request,
    collection: CollectionName,
    id: OwnId,  # noqa: A002  as the address has it
) -> Target:
    """Return which record the address names; whether it is there, the database tells."""
    return Target(request, collection.kind, id)


TargetRecord = Annotated[Target, Depends(read_target)]


def refuse_parameters(request: Request) -> None:
    """Refuse a query string where none is taken; raises UnknownParameter."""
    read_parameters(request, Nothing)


NoParameters = Annotated[None, Depends(refuse_parameters)]
