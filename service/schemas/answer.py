"""Answers that hold records: pages of lists, facets, look-ups, and problems."""

from typing import Annotated, Generic, TypeVar

from pydantic import Field

from service.schemas.authority import AuthorityDocument
from service.schemas.mention import MentionDocument
from service.schemas.report import ReportDocument
from service.schemas.resource import ResourceDocument
from service.schemas.values import LineMap, Moment, RecordId, Schema, Url

D = TypeVar("D")
AnyDocument = Annotated[
    ReportDocument | MentionDocument | ResourceDocument | AuthorityDocument,
    Field(discriminator="kind"),
]
Count = Annotated[int, Field(ge=0, le=2**53)]


class FacetCount(Schema):
    """How many of the records found have a value."""

    value: Annotated[str, Field(max_length=1000, description="To be used in the filter.")]
    count: Count
    id: RecordId | None = None
    label: Annotated[
        LineMap | None, Field(description="Of an authority: its label (with `lang`, one text).")
    ] = None


class Page(Schema, Generic[D]):
    """One page of a list."""

    data: Annotated[list[D], Field(max_length=100)]
    total: Annotated[Count, Field(description="How many records fit, on all pages.")]
    facets: Annotated[
        dict[str, Annotated[list[FacetCount], Field(max_length=100)]],
        Field(max_length=20, description="Counts of values, for each of `facets=`."),
    ]
    next: Annotated[Url | None, Field(description="The next page; `null` on the last.")]
    next_cursor: Annotated[
        str | None,
        Field(max_length=400, description="The same for `POST /v1/search`: send it as `cursor`."),
    ]
    corrected: Annotated[
        str | None,
        Field(max_length=1000, description="What was looked for, as nothing was found for `q`."),
    ] = None


class Found(Schema):
    """What a look-up found."""

    data: Annotated[list[AnyDocument], Field(max_length=100)]
    total: Count


class Tombstone(Schema):
    """What is known of a withdrawn record."""

    id: RecordId
    withdrawn_at: Moment
    reason: Annotated[str, Field(max_length=2000)]
    replaced_by: Url | None = None


class FoundEach(Schema):
    """What one object of a batch look-up found."""

    lookup: Annotated[dict[str, str], Field(max_length=1, description="The object as sent.")]
    records: Annotated[list[AnyDocument], Field(max_length=100)]
    withdrawn: Annotated[
        list[Tombstone], Field(max_length=100, description="Records that are no longer public.")
    ]
    error: Annotated[
        str | None, Field(max_length=3000, description="Why the value cannot be looked up.")
    ] = None


class FoundAll(Schema):
    """What a batch look-up found: one answer for each object, in their order."""

    data: Annotated[list[FoundEach], Field(max_length=1000)]


class ProblemField(Schema):
    """One thing that is wrong with one field."""

    field: Annotated[str, Field(max_length=1000)]
    message: Annotated[str, Field(max_length=5000)]
    suggestions: Annotated[
        list[Annotated[str, Field(max_length=300)]] | None, Field(max_length=10)
    ] = None


class Problem(Schema):
    """What went wrong and what to do (RFC 9457)."""

    model_config = {"extra": "allow"}

    type: Annotated[str, Field(max_length=2048, description="A page that explains the problem.")]
    title: Annotated[str, Field(max_length=200)]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(max_length=5000, description="What is wrong with this request.")]
    help: Annotated[str, Field(max_length=1000, description="What to do.")]
    request_id: Annotated[str, Field(max_length=64, description="For questions to the operator.")]
    errors: Annotated[list[ProblemField] | None, Field(max_length=1000)] = None
