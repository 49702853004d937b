"""What can be asked of a list: the parameters of each kind, as partners write them."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from service.schemas.authority import AuthorityType
from service.schemas.mention import Medium
from service.schemas.report import ReportType
from service.schemas.resource import LinkState, ResourceRole
from service.schemas.values import YEAR_PATTERN, LanguageTag, PartialDate, RecordKind, clean_text
from service.web.view_parameters import (
    LISTS_AS,
    STYLES,
    CitedListFormat,
    ListFormat,
    Style,
    ViewParameters,
)

Value = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(clean_text)]
# Lists, since of a tuple that is too long Pydantic would look at every item all the same.
Values = Annotated[list[Value], Field(max_length=50)]
Languages = Annotated[list[LanguageTag], Field(max_length=50)]
Years = Annotated[
    list[Annotated[str, Field(pattern=YEAR_PATTERN, max_length=20)]], Field(max_length=50)
]


class Sort(StrEnum):
    """Orders of a list."""

    relevance = "relevance"
    latest = "-published"
    oldest = "published"
    updated = "-updated"
    by_title = "title"
    most_covered = "-coverage"


class FacetSort(StrEnum):
    """Orders of the values of a facet."""

    by_count = "count"
    by_value = "value"


class Has(StrEnum):
    """What a record has."""

    abstract = "abstract"
    summary = "summary"
    headline = "headline"
    url = "url"
    download = "download"
    quotes = "quotes"
    mentions = "mentions"
    reports = "reports"
    resources = "resources"
    contributors = "contributors"
    series = "series"
    events = "events"
    relations = "relations"
    copies = "copies"
    aliases = "aliases"
    same_as = "same_as"
    archived = "archived"
    sha256 = "sha256"
    doi = "doi"
    isbn = "isbn"
    issn = "issn"
    un_symbol = "un_symbol"
    handle = "handle"
    local = "local"


RecordType = StrEnum(  # type: ignore[misc]
    "RecordType", list(dict.fromkeys((*ReportType, *AuthorityType)))
)
RecordType.__doc__ = "Types of reports and of authorities."


def query_text(text: str) -> str:
    """Clean what is looked for; nothing asked for is no error, as a search form sends it so."""
    return clean_text(text) if text.strip() else ""


def any_of(description: str, example: str | None = None) -> Any:
    """Describe a filter; repeated it means any of its values."""
    return Field(default=(), description=description, examples=[[example]] if example else None)


def none_of(name: str) -> Any:
    """Describe how the values of a filter are left out: `-name=`."""
    return Field(default=(), alias=f"-{name}", description=f"Leaves out what `{name}=` finds.")


class PageParameters(ViewParameters):
    """What every list takes."""

    q: Annotated[str, Field(max_length=1000, examples=["보위부"]), AfterValidator(query_text)] = (
        Field(
            default="",
            description='Words, all of which must be found; `"exact phrase"`, `-without`, `OR`, '
            "`prefix*`. A DOI, ISBN, UN symbol, URL or id finds its record first.",
        )
    )
    published_from: PartialDate | None = Field(
        default=None, description="Published in or after this year, month or day."
    )
    published_to: PartialDate | None = Field(
        default=None, description="Published in or before this year, month or day."
    )
    year: Years = any_of("Year of publication.", "2023")
    without_year: Years = none_of("year")
    has: Annotated[list[Has], Field(max_length=20)] = any_of("Has one of these.")
    without_has: Annotated[list[Has], Field(max_length=20)] = none_of("has")
    sort: Sort = Field(
        default=Sort.relevance,
        description="Without `q`, `relevance` means `-published`. `title` leaves out articles and "
        "prefers titles in English, with `lang=ko` in Korean; `-coverage` has the reports that "
        "most mentions cover first.",
    )
    exact: bool = Field(
        default=False,
        description="Looks for `q` as it is written: no other spelling is tried or suggested.",
    )
    limit: int = Field(default=20, ge=1, le=100, description="Records on one page.")
    cursor: Annotated[str | None, Field(max_length=400)] = Field(
        default=None, description="Where the page begins: taken from `next`; `*` is the start."
    )
    facets: Annotated[str | None, Field(max_length=200, examples=["topic,year"])] = Field(
        default=None,
        description="Fields whose values are counted, separated by commas. A filter on the same "
        "field does not narrow its counts, so that the other choices stay visible.",
    )
    facet_limit: int = Field(
        default=20, ge=1, le=200, description="Values shown of each facet, most frequent first."
    )
    facet_q: Annotated[str, Field(max_length=100), AfterValidator(query_text)] = Field(
        default="",
        description="Counts only values that are called so: authorities of which a name in any "
        "language has words that begin so, other values that have it in them or in their labels.",
    )
    facet_sort: FacetSort = Field(
        default=FacetSort.by_count,
        description="`value` puts the values of facets in order; those of `year` are then complete "
        "from the first to the last, years with nothing too, as a chart needs them: the latest "
        "500 at most, whatever `facet_limit` says.",
    )
    explain: bool = Field(
        default=False,
        description="Adds `explanation` where records are ranked: why each stands where it does.",
    )
    highlight: bool = Field(
        default=False, description="Adds `highlights`: where the words of `q` were found."
    )
    format: Annotated[ListFormat | None, Field(examples=["atom"])] = Field(
        default=None, description=LISTS_AS
    )
    bom: bool = Field(
        default=False,
        description="Begins `format=csv` with a byte order mark, which spreadsheet programs want.",
    )


class SubjectParameters(PageParameters):
    """Filters by what a record is about, and by who appears in it."""

    language: Languages = any_of("Language of the content (BCP 47).", "ko")
    without_language: Languages = none_of("language")
    topic: Values = any_of("Slug or id of a topic.", "accountability")
    without_topic: Values = none_of("topic")
    organisation: Values = any_of("Slug or id of an organisation concerned.")
    without_organisation: Values = none_of("organisation")
    person: Values = any_of("Slug or id of a contributor, speaker or person named.", "hanna-song")
    without_person: Values = none_of("person")
    place: Values = any_of("Slug or id of a place concerned.")
    without_place: Values = none_of("place")
    authority: Values = any_of("Slug or id of any authority that the record names.")
    without_authority: Values = none_of("authority")


class ReportFilters(BaseModel):
    """Filters that reports alone have."""

    publisher: Values = any_of("Slug or id of a publisher.", "nkdb")
    without_publisher: Values = none_of("publisher")
    series: Values = any_of("Title of a series, in one of its languages.")
    without_series: Values = none_of("series")


class MentionFilters(BaseModel):
    """Filters that mentions alone have."""

    medium: Annotated[list[Medium], Field(max_length=20)] = any_of("In what form it appeared.")
    without_medium: Annotated[list[Medium], Field(max_length=20)] = none_of("medium")
    outlet: Values = any_of("Slug or id of an outlet.", "nk-news")
    without_outlet: Values = none_of("outlet")


class ResourceFilters(BaseModel):
    """Filters that resources alone have."""

    role: Annotated[list[ResourceRole], Field(max_length=20)] = any_of("What it is to its record.")
    without_role: Annotated[list[ResourceRole], Field(max_length=20)] = none_of("role")
    mention: Values = any_of("Slug or id of a mention it belongs to.")
    without_mention: Values = none_of("mention")
    link_state: Annotated[list[LinkState], Field(max_length=10)] = any_of("What checks found.")
    without_link_state: Annotated[list[LinkState], Field(max_length=10)] = none_of("link_state")


class CoverageFilters(BaseModel):
    """Filters by report, for what covers it or belongs to it."""

    report: Values = any_of("Slug or id of a report it covers or belongs to.")
    without_report: Values = none_of("report")


class BibliographyParameters(BaseModel):
    """How lists are shown of what can be cited."""

    format: Annotated[CitedListFormat | None, Field(examples=["atom"])] = Field(
        default=None, description=LISTS_AS
    )
    style: Style = Field(default=None, description=STYLES)


class ReportParameters(BibliographyParameters, ReportFilters, SubjectParameters):
    """What the list of reports takes."""

    type: Annotated[list[ReportType], Field(max_length=20)] = any_of("Kind of work (COAR).")
    without_type: Annotated[list[ReportType], Field(max_length=20)] = none_of("type")


class MentionParameters(BibliographyParameters, MentionFilters, CoverageFilters, SubjectParameters):
    """What the list of mentions takes."""


class ResourceParameters(ResourceFilters, CoverageFilters, PageParameters):
    """What the list of resources takes."""

    language: Languages = any_of("Language of the content (BCP 47).", "ko")
    without_language: Languages = none_of("language")


class AuthorityParameters(PageParameters):
    """What the list of authorities takes."""

    type: Annotated[list[AuthorityType], Field(max_length=20)] = any_of("What it is.")
    without_type: Annotated[list[AuthorityType], Field(max_length=20)] = none_of("type")


class SearchParameters(
    BibliographyParameters,
    ReportFilters,
    MentionFilters,
    ResourceFilters,
    CoverageFilters,
    SubjectParameters,
):
    """What search over all kinds takes."""

    kind: Annotated[list[RecordKind], Field(max_length=4)] = any_of("Kind of record.")
    without_kind: Annotated[list[RecordKind], Field(max_length=4)] = none_of("kind")
    type: Annotated[list[RecordType], Field(max_length=20)] = any_of(
        "Type of a report or an authority.", "person"
    )
    without_type: Annotated[list[RecordType], Field(max_length=20)] = none_of("type")
