import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import InvalidRequest
from service.formats.citation import locale_of, write_citation
from service.formats.citation_styles import alike, styles
from service.formats.format import Wish
from tests.formats.documents import (
    MENTION,
    NKDB,
    REPORT,
    Json,
    hostile_works,
    make_agent,
    make_document,
)

SHORT = make_document(
    "report",
    title={"en": "White Paper", "ko": "백서"},
    published="2014-02-07",
    publishers=[NKDB],
    identifiers=[{"scheme": "un_symbol", "value": "A/HRC/25/63"}],
)


def cited(document: Json, wish: Wish) -> str:
    return write_citation(document, wish).decode()


@pytest.mark.parametrize(
    ("style", "language", "citation"),
    [
        ("apa", "en", "NKDB. (2014). White Paper (A/HRC/25/63)."),
        ("apa", "ko", "북한인권정보센터. (2014). 백서 (A/HRC/25/63)."),
        ("chicago", "en", "NKDB. 2014. White Paper. A/HRC/25/63."),
        ("mla", "en", "NKDB. White Paper. A/HRC/25/63, 7 Feb. 2014."),
        ("harvard", "en", "NKDB (2014) White Paper. A/HRC/25/63."),
    ],
)
def test_a_citation_is_as_its_style_wants_it(style: str, language: str, citation: str) -> None:
    assert cited(SHORT, Wish((language,), style)) == f"{citation}\n"


def test_a_report_names_people_organisations_and_number() -> None:
    assert cited(REPORT, Wish(style="apa")) == (
        "Song, H., Yoon, Y.-S., & NKDB. (2023). Behind Closed Doors: Chains of Command "
        "(A. H. Stang, ed.; Research Report A/HRC/25/63, NKDB-2023-7; Studies 12). NKDB. "
        "https://doi.org/10.6028/nbs.bms.11\n"
    )


def test_a_hyphenated_name_is_written_out_as_it_is() -> None:
    document = make_document(
        "report",
        title={"en": "A title"},
        contributors=[{"agent": make_agent("Yoon Yeo-sang"), "role": "author"}],
    )
    assert "Yoon, Yeo-sang. A Title" in cited(document, Wish(style="mla"))


def test_a_mention_names_its_outlet() -> None:
    assert cited(MENTION, Wish(style="apa")) == (
        "Kim, J. (2023, November 24). What NKDB found. NK News. "
        "https://www.nknews.org/2023/11/what/\n"
    )


BROADCAST = make_document(
    "mention",
    medium="broadcast",
    headline={"en": "Issue now"},
    outlet=make_agent("Arirang", "outlet"),
    published="2023-06-29",
)


@pytest.mark.parametrize(
    ("style", "citation"),
    [
        ("apa", "Issue now. (2023, June 29). [Broadcast]. In Arirang."),
        ("mla", "“Issue Now”. Arirang, 29 June 2023."),
        ("chicago", "Arirang. 2023. “Issue Now”. Aired June 29."),
        ("harvard", "“Issue now” (2023) Arirang."),
    ],
)
def test_what_stands_for_missing_authors_is_not_repeated(style: str, citation: str) -> None:
    assert cited(BROADCAST, Wish(style=style)) == f"{citation}\n"


@pytest.mark.parametrize("style", ["ieee", "nature", "vancouver"])
def test_works_have_no_numbers_since_each_is_written_by_itself(style: str) -> None:
    assert cited(MENTION, Wish(style=style)).startswith(("J. Kim", "Kim"))


@pytest.mark.parametrize(("style", "label"), [("chicago", "Edition"), ("science", "p.")])
def test_what_a_work_does_not_have_has_no_label(style: str, label: str) -> None:
    assert label not in cited(MENTION, Wish(style=style))


def test_a_style_that_does_not_exist_is_refused_with_those_that_look_like_it() -> None:
    with pytest.raises(InvalidRequest, match="Did you mean chicago") as refused:
        cited(SHORT, Wish(style="chikago"))
    assert "apa" in refused.value.detail


@pytest.mark.parametrize(
    ("style", "meant"),
    [
        ("american-medical-asociation", "american-medical-association"),
        ("Nature", "nature"),
        ("ieeee", "ieee"),
        ("vankouver", "vancouver"),
        ("../apa", "apa"),
    ],
)
def test_a_style_that_is_meant_is_found_among_few(style: str, meant: str) -> None:
    assert len(alike(style)) <= 50 < len(styles())
    with pytest.raises(InvalidRequest) as refused:
        cited(SHORT, Wish(style=style))
    assert meant in refused.value.errors[0].suggestions


@pytest.mark.parametrize("style", ["../../etc/passwd", "", "a" * 100])
def test_a_style_is_never_a_path(style: str) -> None:
    with pytest.raises(InvalidRequest):
        cited(SHORT, Wish(style=style))


def test_there_are_the_styles_that_people_ask_for() -> None:
    assert len(styles()) > 2000
    assert {"apa", "ieee", "nature"} <= styles().keys()


@pytest.mark.parametrize(
    ("languages", "locale"),
    [
        ((), "en-US"),
        (("en",), "en-US"),
        (("ko",), "ko-KR"),
        (("en-GB",), "en-GB"),
        (("xx",), "en-US"),
    ],
)
def test_the_words_are_in_the_language_of_the_reader(
    languages: tuple[str, ...], locale: str
) -> None:
    assert locale_of(Wish(languages)) == locale


@settings(max_examples=40)
@given(
    hostile_works,
    st.sampled_from(["apa", "harvard", "mla", "chicago"]),
    st.sampled_from([(), ("ko",)]),
)
def test_every_record_has_a_citation_of_one_line(
    document: Json, style: str, languages: tuple[str, ...]
) -> None:
    citation = cited(document, Wish(languages, style))
    assert citation.endswith("\n")
    assert len(citation.splitlines()) == 1
