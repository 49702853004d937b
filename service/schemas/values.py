"""Values that fields are made of: text, language maps, partial dates, addresses, identifiers."""

import calendar
import re
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from service import identifiers
from service.languages import canonical_tag, normal_text

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's: none of its characters is taken for another."""
ID_PATTERN = "^[0-9abcdefghjkmnpqrstvwxyz]{12}$"
KEY_PATTERN = r"^[^\s\x00-\x1f]+$"
MEDIA_TYPE_PATTERN = "^[a-z]+/[a-z0-9.+-]+$"
SHA256_PATTERN = "^[0-9a-f]{64}$"
SLUG_PATTERN = """^[^\\s/?#%&.,:;'"A-Z]{1,120}$"""
NEW_SLUG_PATTERN = "^[^\\s!-,./:-^`{-}]{1,120}$"
"""What can be said of a new slug without naming the letters of every script."""
TAG_PATTERN = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
DATE_PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
YEAR_PATTERN = "^[0-9]{4}$"
WITH_SCHEME = re.compile("https?://", re.IGNORECASE)
PLAIN = re.compile("[!-~](?:[ -~]*[!-~])?")
"""Text in which there is nothing to change: ASCII that begins and ends with a character."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Schema(BaseModel):
    """Base of every schema: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Describe `Contributor[Summary]` in the words of `Contributor`."""
        if origin := cls.__pydantic_generic_metadata__["origin"]:
            cls.__doc__ = origin.__doc__


def clean_text(text: str) -> str:
    """Store text in one form (NFC, trimmed); refuse what no database or page can hold."""
    if PLAIN.fullmatch(text):
        return text
    if found := CONTROL.search(text):
        raise ValueError(
            f"contains the character U+{ord(found.group()):04X}, which is not text: remove it"
        )
    cleaned = normal_text(text)
    if not cleaned:
        raise ValueError("is empty: leave the field out where nothing is known")
    return cleaned


def check_date(text: str) -> str:
    """Refuse days that no calendar has. The text keeps its precision: year, month or day."""
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    if int(year) == 0 or (day and int(day) > calendar.monthrange(int(year), int(month))[1]):
        raise ValueError(f"{text} is not a day of the calendar. Write 2014, 2014-02 or 2014-02-07.")
    return text


def check_url(text: str) -> str:
    """Refuse addresses that no browser should open; the address is kept as it was written."""
    cleaned = clean_text(text)
    identifiers.canonical_url(cleaned)
    return cleaned if WITH_SCHEME.match(cleaned) else f"https://{cleaned}"


def each_language_once(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Refuse a map that holds one language in two spellings: one text would be lost."""
    result = read(value)
    if isinstance(value, dict) and len(result) < len(value):
        raise ValueError("holds one language in two spellings, such as en-us and en-US: keep one")
    return result


def some_language(text: dict[str, Any]) -> dict[str, Any]:
    """Refuse a map without any text."""
    if not text:
        raise ValueError('holds no language: write {"en": "..."} or leave the field out')
    return text


@lru_cache(maxsize=1024)
def rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, to the second: `2023-11-24T09:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


LanguageTag = Annotated[
    str,
    Field(max_length=35, pattern=TAG_PATTERN, examples=["en", "ko"]),
    AfterValidator(canonical_tag),
]
Line = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(clean_text)]
Paragraphs = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(clean_text)]
Printed = Annotated[str, Field(min_length=1), AfterValidator(clean_text)]
"""Words as they are printed elsewhere, in whatever language."""
LineMap = Annotated[
    dict[LanguageTag, Line],
    Field(max_length=30),
    AfterValidator(some_language),
    WrapValidator(each_language_once),
]
"""A short text in one or more languages: `{"en": "...", "ko": "..."}`, keys BCP 47."""
TextMap = Annotated[
    dict[LanguageTag, Paragraphs],
    Field(max_length=30),
    AfterValidator(some_language),
    WrapValidator(each_language_once),
]
"""A longer text in one or more languages."""
NameMap = Annotated[
    dict[LanguageTag, Annotated[list[Line], Field(min_length=1, max_length=100)]],
    Field(max_length=30),
    WrapValidator(each_language_once),
]
"""Several names for each language: `{"en": ["MSS"], "ko": ["보위부", "국가보위부"]}`."""
PartialDate = Annotated[
    str,
    Field(
        max_length=10,
        pattern=DATE_PATTERN,
        examples=["2014", "2014-02", "2014-02-07"],
        description="A year, month or day (ISO 8601), as precise as it is known.",
    ),
    AfterValidator(check_date),
]
Address = Annotated[
    str,
    Field(
        min_length=4,
        max_length=2048,
        examples=["https://www.nknews.org/"],
        json_schema_extra={"format": "iri"},
    ),
]
"""An address that the service makes itself."""
Url = Annotated[Address, AfterValidator(check_url)]
"""An address as somebody wrote it."""
Moment = Annotated[
    datetime,
    PlainSerializer(
        rfc3339,
        return_type=Annotated[str, Field(max_length=20, json_schema_extra={"format": "date-time"})],
    ),
    Field(description="Date and time in UTC (RFC 3339)."),
]
RecordId = Annotated[
    str,
    Field(
        pattern=ID_PATTERN,
        max_length=12,
        examples=["7k3qv9m2x4ab"],
        description="Opaque, never changed, never used again.",
    ),
]
Slug = Annotated[
    str,
    Field(
        pattern=SLUG_PATTERN,
        max_length=120,
        examples=["behind-closed-doors"],
        description="Readable name in addresses. An old one redirects to the current one.",
    ),
    AfterValidator(clean_text),
]

NewSlug = Annotated[Slug, Field(json_schema_extra={"pattern": NEW_SLUG_PATTERN})]
"""A slug as it is written. One that a record has already may hold more: it is only kept."""


class RecordKind(StrEnum):
    """The four kinds of record."""

    report = "report"
    mention = "mention"
    resource = "resource"
    authority = "authority"


class IdentifierScheme(StrEnum):
    """Whose numbers an identifier belongs to; `local` is the publisher's own number."""

    doi = "doi"
    isbn = "isbn"
    issn = "issn"
    un_symbol = "un_symbol"
    handle = "handle"
    local = "local"


class Identifier(Schema):
    """A number that names the report elsewhere; kept as printed, compared in canonical form."""

    scheme: Annotated[IdentifierScheme, Field(description="Whose number it is.")]
    value: Annotated[
        str,
        Field(
            min_length=1,
            max_length=300,
            examples=["A/HRC/25/63"],
            description="The number as printed.",
        ),
    ]

    @model_validator(mode="after")
    def check_value(self) -> "Identifier":
        """Refuse a value that is not of its scheme, or whose check digit is wrong."""
        self.value = clean_text(self.value)
        identifiers.canonical(self.scheme, self.value)
        return self
