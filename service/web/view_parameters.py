"""How records are shown: which fields, in which language, in which format."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from service.formats.offered import JSON, offered, offered_for
from service.schemas.values import RecordKind, clean_text


class ViewParameters(BaseModel):
    """How records are shown."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False, validate_by_alias=True)

    fields: Annotated[str | None, Field(max_length=500, examples=["title,published"])] = Field(
        default=None,
        description="Only these fields, separated by commas; `id` and `kind` are always there.",
    )
    lang: Annotated[str | None, Field(max_length=100, examples=["ko,en"])] = Field(
        default=None,
        description="One text in place of each language map: the first of these languages that "
        "exists, else English, else Korean, else any.",
    )


def formats_of(kind: RecordKind) -> list[str]:
    """Name the formats in which records of a kind can be had."""
    return [*(one.name for one in offered(kind)), "html"]


RecordFormat = StrEnum("RecordFormat", formats_of(RecordKind.authority))  # type: ignore[misc]
RecordFormat.__doc__ = "Formats of every record."
MentionFormat = StrEnum("MentionFormat", formats_of(RecordKind.mention))  # type: ignore[misc]
MentionFormat.__doc__ = "Formats of mentions."
ReportFormat = StrEnum("ReportFormat", formats_of(RecordKind.report))  # type: ignore[misc]
ReportFormat.__doc__ = "Formats of reports."
ListFormat = StrEnum(  # type: ignore[misc]
    "ListFormat",
    [JSON.name, *(one.name for one in offered_for([RecordKind.authority]))],
)
ListFormat.__doc__ = "Formats of every list."
CitedListFormat = StrEnum(  # type: ignore[misc]
    "CitedListFormat", [JSON.name, *(one.name for one in offered_for(()))]
)
CitedListFormat.__doc__ = "Formats of lists that hold what can be cited."


def one_record(name: Any) -> Any:
    """Say what is a format of lists alone; raises ValueError."""
    if name in set(CitedListFormat) - set(formats_of(RecordKind.report)):
        raise ValueError(
            f"is a format of lists: add format={name} to an address such as /v1/reports, "
            "/v1/search?q=… or /v1/reports/{name}/mentions"
        )
    return name


Alone = BeforeValidator(one_record)
AS = (
    "Answers so, whatever `Accept` says. A suffix of the address, as in `/white-paper.jsonld`, too."
)
Style = Annotated[
    Annotated[str, AfterValidator(clean_text)] | None,
    Field(max_length=100, examples=["apa", "chicago", "mla"]),
]

STYLES = (
    "Style of `format=citation`: `apa`, `chicago`, `mla`, `harvard`, or any other "
    "of the Citation Style Language that is installed."
)
LISTS_AS = (
    "Answers so, whatever `Accept` says. `rss`, `atom` and `jsonfeed` are feeds, the latest change "
    "first; `ndjson` and `csv` hold all that was found, not one page."
)


class RecordParameters(ViewParameters):
    """What every single record takes."""

    format: Annotated[RecordFormat | None, Alone, Field(examples=["jsonld"])] = Field(
        default=None, description=AS
    )


class CitedParameters(ViewParameters):
    """How records are shown that can be cited."""

    style: Style = Field(default=None, description=STYLES)


class MentionViewParameters(CitedParameters):
    """What one mention takes."""

    format: Annotated[MentionFormat | None, Alone, Field(examples=["bibtex"])] = Field(
        default=None, description=AS
    )


class ReportViewParameters(CitedParameters):
    """What one report takes."""

    format: Annotated[ReportFormat | None, Alone, Field(examples=["bibtex"])] = Field(
        default=None, description=AS
    )
