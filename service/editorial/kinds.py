"""The four kinds of record: what is written, which table holds it, what is published."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Table

from service.schemas.authority import AuthorityDocument, AuthorityFields, WrittenAuthority
from service.schemas.mention import MentionDocument, MentionFields, WrittenMention
from service.schemas.record import Document, Written
from service.schemas.report import ReportDocument, ReportFields, WrittenReport
from service.schemas.resource import ResourceDocument, ResourceFields, WrittenResource
from service.schemas.values import RecordId, RecordKind
from service.tables.authority import authorities
from service.tables.mention import mentions
from service.tables.report import reports
from service.tables.resource import resources


@dataclass(frozen=True)
class Kind:
    """One kind of record. `name` is the field that names a record to people."""

    kind: RecordKind
    name: str
    fields: type[BaseModel]
    written: type[Written]
    table: Table
    document: type[Document]

    @cached_property
    def stored(self) -> type[BaseModel]:
        """The fields as tables hold them: references are ids."""
        generic: Any = self.fields
        parametrised: type[BaseModel] = generic[RecordId]
        return parametrised

    @cached_property
    def order(self) -> list[str]:
        """The names of the fields: what is the kind's own first, what many kinds have after."""
        own = [name for name in self.fields.model_fields if name in self.fields.__annotations__]
        return own + [name for name in self.fields.model_fields if name not in own]


KINDS: dict[str, Kind] = {
    kind.kind: kind
    for kind in (
        Kind(
            RecordKind.authority,
            "label",
            AuthorityFields,
            WrittenAuthority,
            authorities,
            AuthorityDocument,
        ),
        Kind(
            RecordKind.resource,
            "label",
            ResourceFields,
            WrittenResource,
            resources,
            ResourceDocument,
        ),
        Kind(RecordKind.report, "title", ReportFields, WrittenReport, reports, ReportDocument),
        Kind(
            RecordKind.mention, "headline", MentionFields, WrittenMention, mentions, MentionDocument
        ),
    )
}
"""In the order in which they are published: what others show comes first."""
