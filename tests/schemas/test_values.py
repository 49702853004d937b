"""Values are brought to one form, and what has no meaning is refused."""

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from service.schemas.record import Key
from service.schemas.values import (
    LineMap,
    Moment,
    NameMap,
    PartialDate,
    Printed,
    Slug,
    TextMap,
    Url,
    clean_text,
    rfc3339,
)


def read(annotation: Any, value: Any) -> Any:
    """Validate a value."""
    return TypeAdapter(annotation).validate_python(value)


@given(st.dates())
def test_every_day_of_the_calendar_is_a_date_in_three_precisions(day: date) -> None:
    for text in (str(day), str(day)[:7], str(day)[:4]):
        assert read(PartialDate, text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2014-02-30",
        "2023-02-29",
        "2014-00",
        "2014-13-01",
        "14-02",
        "0000",
        "2014-2-7",
        "2014-02-07T",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read(PartialDate, text)


@given(st.text())
def test_text_is_clean_or_refused_and_clean_text_stays(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except ValueError:
        assert not text.strip() or any(unicodedata.category(char) in {"Cc", "Cs"} for char in text)
    else:
        assert cleaned == unicodedata.normalize("NFC", cleaned).strip() != ""
        assert clean_text(cleaned) == cleaned


@given(st.text(st.characters(max_codepoint=127)))
def test_text_that_is_taken_as_it_is_has_nothing_to_clean(text: str) -> None:
    try:
        assert clean_text(text) == text.strip()
    except ValueError:
        assert not text.strip() or not text.replace("\n", "").replace("\t", "").isprintable()


@pytest.mark.parametrize("annotation", [Printed, Key, Slug, Url])
@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\ud800"])
def test_what_is_no_character_of_text_is_refused(annotation: Any, character: str) -> None:
    text = "https://example.org/" if annotation is Url else "word"
    assert read(annotation, text) == text
    with pytest.raises(ValidationError):
        read(annotation, f"{text}{character}a")


@pytest.mark.parametrize("annotation", [LineMap, TextMap])
def test_languages_are_brought_to_one_spelling(annotation: Any) -> None:
    assert read(annotation, {"KO-kr": "가", "zh-hant": "甲"}) == {"ko-KR": "가", "zh-Hant": "甲"}


@pytest.mark.parametrize("annotation", [LineMap, TextMap, NameMap])
@pytest.mark.parametrize("tag", ["e", "english", "en_US", "xx", "한국어", "en-", "und", ""])
def test_what_is_no_language_is_refused(annotation: Any, tag: str) -> None:
    with pytest.raises(ValidationError):
        read(annotation, {tag: ["a"] if annotation is NameMap else "a"})


def test_an_address_without_a_scheme_gets_one_and_others_stay_as_written() -> None:
    assert read(Url, "www.visualatlas.org") == "https://www.visualatlas.org"
    assert read(Url, "HTTP://Example.org/A?utm_source=x") == "HTTP://Example.org/A?utm_source=x"


def test_moments_are_written_in_utc_to_the_second() -> None:
    moment = datetime(2023, 11, 24, 18, 0, 0, 999, timezone(timedelta(hours=9)))
    assert rfc3339(moment) == "2023-11-24T09:00:00Z"
    written = TypeAdapter(Moment).dump_json(moment.astimezone(UTC))
    assert written == b'"2023-11-24T09:00:00Z"'
