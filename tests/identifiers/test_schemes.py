"""What holds for every scheme, and the numbers publishers give themselves."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.identifiers import SCHEMES, InvalidIdentifier, canonical, canonical_url, recognise

ANY_TEXT = st.text(st.characters(exclude_categories=()))
STARTS = [
    "10.1234/",
    "doi:",
    "https://",
    "http://",
    "www.",
    "m.",
    "hdl:",
    "ISBN ",
    "A/HRC/",
    "S/RES/",
]
NAMES = ["example.org", "bbc.com", "youtu.be", "0306406152", "2049-3630", "a-b-c", "2024", "(2006)"]
ENDS = ["/amp", ".amp", "index.html", "?q=1", "&amp;", "?utm_a=b", "#!", ":80", "../", "xn--"]
ESCAPES = ["%", "%25", "%2F", "%C3", "%BA", "％", "+", "&", "=", "#", "?", "/", ";", "@", ":"]
MARKS = ["*", "(", ")", "[", "]", "<", ">", ".", "-", "–", " ", "\t", "\u200b", "\x00", "\ud800"]
LETTERS = ["X", "가", "é", "e\u0301", "ﷺ", "½", "İ", "ß", "\u1107", "\u1162"]
PIECES = st.sampled_from([*STARTS, *NAMES, *ENDS, *ESCAPES, *MARKS, *LETTERS])
NEAR_IDENTIFIERS = st.lists(PIECES, max_size=12).map("".join)
CANONICAL = [pytest.param(function, id=name) for name, function in SCHEMES.items()]
CANONICAL.append(pytest.param(canonical_url, id="url"))


@pytest.mark.parametrize("function", CANONICAL)
@settings(deadline=None)
@given(text=ANY_TEXT | NEAR_IDENTIFIERS)
def test_canonical_form_is_its_own_canonical_form(
    function: Callable[[str], str], text: str
) -> None:
    try:
        once = function(text)
    except InvalidIdentifier as error:
        str(error).encode()  # the message can be sent
        return
    assert function(once) == once
    once.encode()


@pytest.mark.parametrize("function", CANONICAL)
@pytest.mark.parametrize("text", ["", " ", "\u200b", "\x00", "\ud800", "x" * 100_000, "ﷺ" * 2049])
def test_what_is_no_text_is_refused(function: Callable[[str], str], text: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        function(text)
    assert len(str(caught.value)) < 1000


@settings(deadline=None)
@given(text=ANY_TEXT | NEAR_IDENTIFIERS)
def test_any_text_can_be_recognised(text: str) -> None:
    for scheme, value in recognise(text):
        assert scheme in {"id", "url"} or canonical(scheme, value) == value


def test_canonical_looks_up_the_scheme() -> None:
    assert canonical("issn", "ISSN 20493630") == "2049-3630"


def test_unknown_scheme_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidIdentifier, match=r"'lccn' is not a scheme\. Use one of: doi, isbn,"):
        canonical("lccn", "1")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" NBS  BMS\t11 ", "NBS BMS 11"),
        ("GE.14-10866", "GE.14-10866"),
        ("nber w0012", "nber w0012"),
        ("\u1107\u1162\u11a8\u1109\u1165 제\u200b3호", "백서 제3호"),
    ],
)
def test_local_number_is_trimmed_and_keeps_its_case(written: str, expected: str) -> None:
    assert canonical("local", written) == expected
