import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.http.negotiation import (
    HTML,
    JSON,
    MOST_LANGUAGES,
    accepts_gzip,
    choose_language,
    choose_type,
    preferences,
    wants_html,
)

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("accept", [CHROMIUM, "text/html", "text/html, application/json", "text/*"])
def test_browsers_get_html(accept: str) -> None:
    assert wants_html(accept)


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "application/json",
        "application/json, text/html",
        "text/html;q=0.5, application/json",
        "text/html;q=0, */*",
        "image/png",
    ],
)
def test_programs_get_json(accept: str | None) -> None:
    assert not wants_html(accept)


def test_the_closest_range_speaks_for_a_type() -> None:
    assert choose_type("text/*;q=0.1, text/html", (JSON, HTML)) == HTML
    assert choose_type("*/*, text/html;q=0.1", (HTML, JSON)) == JSON


def test_nothing_is_chosen_where_nothing_fits() -> None:
    assert choose_type("image/png", (JSON, HTML)) is None
    assert choose_type("*/*;q=0", (JSON, HTML)) is None


@pytest.mark.parametrize("weight", ["q=x", "q=-1", "q=", "q=1e9", "q=٣", "q=0.00000001", "q=nan"])
def test_a_weight_that_is_none_wants_nothing(weight: str) -> None:
    assert choose_type(f"text/html;{weight}", (HTML,)) is None


def test_a_weight_may_be_written_in_every_form_of_the_standard() -> None:
    assert [one.quality for one in preferences("a;q=0.5,b; Q=1.000,c;q=0.,d;level=1;q=0.25")] == [
        0.5,
        1.0,
        0.0,
        0.25,
    ]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("ko", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-GB,ko;q=0.5", "en"),
        ("de,ko;q=0.5", "ko"),
        ("de", "en"),
        ("*", "en"),
        ("en;q=0.1,ko;q=0.2", "ko"),
        ("ko;q=0", "en"),
    ],
)
def test_language_follows_the_reader(header: str | None, language: str) -> None:
    assert choose_language(header, ("en", "ko")) == language


def test_of_a_long_list_of_languages_the_first_are_looked_at() -> None:
    many = [f"a{number}" for number in range(MOST_LANGUAGES)]
    assert choose_language(",".join([*many[1:], "ko"]), ("en", "ko")) == "ko"
    assert choose_language(",".join([*many, "ko"]), ("en", "ko")) == "en"
    assert choose_language("ko-" + "x" * 32, ("en", "ko")) == "ko"
    assert choose_language("ko-" + "x" * 33, ("en", "ko")) == "en"


def test_gzip_is_sent_only_to_who_takes_it() -> None:
    assert accepts_gzip("gzip, deflate, br")
    assert accepts_gzip("*")
    assert not accepts_gzip("gzip;q=0, *")
    assert not accepts_gzip("br")
    assert not accepts_gzip(None)


@given(st.text(max_size=60))
def test_no_header_is_an_error(header: str) -> None:
    choose_type(header, (JSON, HTML))
    choose_language(header, ("en", "ko"))
    accepts_gzip(header)
