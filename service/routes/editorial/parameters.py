"""What editors say in the query string."""

from collections import Counter
from enum import StrEnum
from typing import Annotated, Literal

from fastapi import Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.errors import FieldError
from service.schemas.editorial import Instant, Reason, Status
from service.schemas.values import Line, Slug, clean_text
from service.web.http.refusal import refusal
from service.web.http.request import members, pairs

KeyName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(clean_text)]


class Order(StrEnum):
    """Orders of an editors' list."""

    latest = "-updated"
    oldest = "updated"


class WriteParameters(BaseModel):
    """What is said of a change beside the record."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason | None = Field(default=None, description="Why: it is kept in the revisions.")


class ListParameters(BaseModel):
    """Which records an editor looks for."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[list[Status | Literal["scheduled"]], Field(max_length=5)] = Field(
        default=[],
        description="Where the records are in their life; repeated: any of these. `scheduled` "
        "finds what waits for its moment (`publish_at`).",
    )
    slug: Slug | None = Field(default=None, description="The record that has this slug now.")
    key: Line | None = Field(default=None, description="The record that has this key.")
    editor: KeyName | None = Field(
        default=None, description="Name or id of the key that wrote last."
    )
    changed_since: Instant | None = Field(
        default=None, description="Fields changed at this moment or later (RFC 3339)."
    )
    incomplete: bool | None = Field(
        default=None, description="Whether something is missing, as `missing` lists it."
    )
    sort: Order = Field(
        default=Order.latest,
        description="By the last change of fields. To follow changes, take `updated`: what "
        "changes between two pages comes again at the end.",
    )
    limit: int = Field(default=25, ge=1, le=100, description="Most records on a page.")
    cursor: Annotated[str, Field(max_length=400)] | None = Field(
        default=None, description="Where the page begins: follow `next`."
    )


REPEATED = frozenset(name for name, is_list in members(ListParameters).items() if is_list)


def refuse_repeated(request: Request) -> None:
    """Refuse a second value where one counts: FastAPI takes the last; raises InvalidRequest."""
    counts = Counter(name for name, _ in pairs(request.scope["query_string"]))
    twice = [name for name, count in counts.items() if count > 1 and name not in REPEATED]
    if twice:
        text = "is given more than once: keep one"
        raise refusal([FieldError(name[:100], text) for name in twice])
