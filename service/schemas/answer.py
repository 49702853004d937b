"""Answers that hold records: pages of lists, facets, look-ups, and problems."""

from typing import Annotated, Generic, TypeVar

from pydantic import ConfigDict, Field, RootModel

from service.schemas.authority import AuthorityDocument
from service.schemas.mention import MentionDocument
from service.schemas.report import ReportDocument
from service.schemas.resource import ResourceDocument
from service.schemas.values import Line, LineMap, Moment, RecordId, RecordKind, Schema, Slug, Url

D = TypeVar("D")
Count = Annotated[int, Field(ge=0, le=2**53)]


class AnyDocument(
    RootModel[
        Annotated[
            ReportDocument | MentionDocument | ResourceDocument | AuthorityDocument,
            Field(discriminator="kind"),
        ]
    ]
):
    """A published record of any kind; `kind` says which."""


class FacetCount(Schema):
    """How many of the records found have a value."""

    value: Annotated[
        str, Field(max_length=1000, description="What the filter takes: a slug, or the value.")
    ]
    count: Annotated[Count, Field(description="Records found that have it.")]
    id: Annotated[RecordId | None, Field(description="Of an authority: its id.")] = None
    label: Annotated[
        LineMap | None,
        Field(
            description="What readers call it (with `lang`, in one text): an authority's label, "
            "or the words for a kind, type, language, medium, role or state of a link."
        ),
    ] = None


class Page(Schema, Generic[D]):
    """One page of a list."""

    data: Annotated[list[D], Field(max_length=100, description="The records, in order.")]
    total: Annotated[Count, Field(description="How many records fit, on all pages.")]
    facets: Annotated[
        dict[str, Annotated[list[FacetCount], Field(max_length=500)]],
        Field(max_length=20, description="Counts of values, for each of `facets=`."),
    ]
    next: Annotated[
        Url | None,
        Field(
            description="The next page; `null` on the last. By POST it is always `null`: go on "
            "with `next_cursor`."
        ),
    ]
    next_cursor: Annotated[
        str | None,
        Field(
            max_length=400,
            description="The same for `POST /v1/search`: send it as `cursor`; `null` on the last.",
        ),
    ]
    corrected: Annotated[
        str | None,
        Field(max_length=1000, description="What was looked for, as nothing was found for `q`."),
    ] = None
    suggested: Annotated[
        str | None,
        Field(
            max_length=1000,
            description="What may have been meant: little was found for `q`, for this a lot.",
        ),
    ] = None


class ReportPage(Page[ReportDocument]):
    """One page of a list of reports."""


class MentionPage(Page[MentionDocument]):
    """One page of a list of mentions."""


class ResourcePage(Page[ResourceDocument]):
    """One page of a list of resources."""


class AuthorityPage(Page[AuthorityDocument]):
    """One page of a list of authorities."""


class SearchPage(Page[AnyDocument]):
    """One page of what a search found."""


class Suggestion(Schema):
    """A record that may be meant by what was typed."""

    text: Annotated[
        Line, Field(description="The title or name that begins as was typed: show this.")
    ]
    label: Annotated[
        LineMap, Field(description="Title or label of the record (with `lang`, one text).")
    ]
    kind: Annotated[RecordKind, Field(description="`report` or `authority`.")]
    type: Annotated[str, Field(max_length=40, description="Type of the report or authority.")]
    id: RecordId
    slug: Slug
    url: Annotated[Url, Field(description="Address of the record.")]


class Suggestions(Schema):
    """What may be meant by what was typed."""

    data: Annotated[list[Suggestion], Field(max_length=20, description="The likeliest first.")]


class Found(Schema):
    """What a look-up found."""

    data: Annotated[
        list[AnyDocument], Field(max_length=100, description="Records that answer to the name.")
    ]
    total: Annotated[Count, Field(description="How many they are, on all pages.")]
    next: Annotated[Url | None, Field(description="The next page; `null` on the last.")]


class Tombstone(Schema):
    """What is known of a withdrawn record."""

    id: RecordId
    withdrawn_at: Annotated[Moment, Field(description="When it was withdrawn.")]
    reason: Annotated[str, Field(max_length=2000, description="Why, in the editors' words.")]
    replaced_by: Annotated[
        Url | None, Field(description="Address of the record that stands in its place.")
    ] = None


class FoundEach(Schema):
    """What one object of a batch look-up found."""

    lookup: Annotated[
        dict[str, Annotated[str, Field(max_length=2048)]],
        Field(max_length=1, description="The object as sent."),
    ]
    records: Annotated[
        list[AnyDocument],
        Field(max_length=10, description="Records that answer to the name: the first ten."),
    ]
    total: Annotated[Count, Field(description="How many they are.")]
    next: Annotated[
        Url | None,
        Field(description="Where those after the tenth are; `null` if there are no more."),
    ]
    withdrawn: Annotated[
        list[Tombstone],
        Field(
            max_length=11,
            description="Records that are no longer public; none beside more than ten that are.",
        ),
    ]
    error: Annotated[
        str | None, Field(max_length=3000, description="Why the value cannot be looked up.")
    ] = None


class FoundAll(Schema):
    """What a batch look-up found: one answer for each object, in their order."""

    data: Annotated[
        list[FoundEach], Field(max_length=1000, description="As many as objects were sent.")
    ]


class ProblemField(Schema):
    """One thing that is wrong with one field."""

    field: Annotated[
        str, Field(max_length=1000, description="The parameter, or the path of a body's member.")
    ]
    message: Annotated[str, Field(max_length=5000, description="What is wrong with it.")]
    suggestions: Annotated[
        list[Annotated[str, Field(max_length=300)]] | None,
        Field(max_length=10, description="Known names that look like the one sent."),
    ] = None


class Problem(Schema):
    """What went wrong and what to do (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(max_length=2048, description="A page that explains the problem.")]
    title: Annotated[str, Field(max_length=200, description="The problem in a few words.")]
    status: Annotated[int, Field(ge=300, le=599, description="The HTTP status.")]
    detail: Annotated[str, Field(max_length=5000, description="What is wrong with this request.")]
    help: Annotated[str, Field(max_length=1000, description="What to do.")]
    request_id: Annotated[str, Field(max_length=64, description="For questions to the operator.")]
    errors: Annotated[
        list[ProblemField] | None,
        Field(max_length=1000, description="Each field that is wrong, where fields are."),
    ] = None


class MovedProblem(Problem):
    """The record has a newer slug."""

    location: Annotated[Url, Field(description="Where it is now, as in the `Location` header.")]


class WithdrawnProblem(Problem, Tombstone):
    """The record was public and is no more."""
