"""Pages of records, whatever the record says: well-formed HTML that nothing breaks out of."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.schemas.values import RecordKind
from service.web.html import WITHOUT_CONTENT, element
from service.web.pages import coverage
from service.web.pages.card import media_list, report_card
from service.web.pages.chart import draw
from service.web.pages.found import Found
from service.web.pages.reader import Reader
from service.web.record_page import write_page
from tests.formats import documents

VOID = {*WITHOUT_CONTENT, "img"} - {"rect"}
BASE = "https://catalogue.example.org/"
READERS = st.builds(Reader, st.sampled_from(["en", "ko"]), st.just(BASE), st.booleans())
ALLOWED = ("https://", "http://", "/", "#")


class Strict(HTMLParser):
    """Fails where elements are not nested, or where a text became an element or attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names)
        assert not any(name.startswith("on") or name == "style" for name in names)
        assert tag not in {"b", "iframe", "object", "form", "base"}
        for name, value in attrs:
            if name in {"href", "src"}:
                assert (value or "").startswith(ALLOWED), value
        if tag == "script":
            self.scripts.append(str(dict(attrs).get("type")))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "rect", attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in data)


def parse(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


@given(documents.hostile_records, st.lists(documents.hostile_mentions, max_size=2), READERS)
@settings(max_examples=150)
def test_no_text_breaks_out_of_a_page(document: Any, mentions: Any, reader: Reader) -> None:
    lists = {"mentions": Found(mentions, len(mentions), {"2023": 1, "2024": 2})}
    parsed = parse(write_page(reader, document, lists).decode())
    assert parsed.scripts == ["application/ld+json"]
    if document["kind"] == RecordKind.report:
        for card in (report_card, media_list):
            assert parse(card(reader, document, lists)).scripts == []


@pytest.mark.parametrize(
    "document",
    [documents.REPORT, documents.MENTION, documents.RESOURCE, documents.AUTHORITY],
    ids=list(RecordKind),
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_kind_has_a_page_in_each_language(document: Any, language: str) -> None:
    page = write_page(Reader(language, BASE), document, {}).decode()
    parse(page)
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    other = {"en": "ko", "ko": "en"}[language]
    assert f'hreflang="{other}"' in page


def test_text_in_another_language_says_so() -> None:
    page = write_page(Reader("en", BASE), documents.REPORT, {}).decode()
    assert '<span lang="ko">닫힌 문 너머</span>' in page
    assert "<h1>Behind Closed Doors</h1>" in page


def test_a_report_can_be_cited_from_its_page() -> None:
    page = write_page(Reader("en", BASE), documents.REPORT, {}).decode()
    for tag in (
        '<meta name="citation_title" content="Behind Closed Doors: Chains of Command">',
        '<meta name="citation_author" content="Song, Hanna">',
        '<meta name="citation_publication_date" content="2023/11">',
        '<meta name="citation_doi" content="10.6028/nbs.bms.11">',
        '<meta name="DC.title"',
        '<meta property="og:title"',
        'type="application/json+oembed"',
        'type="application/x-bibtex"',
    ):
        assert tag in page


def test_coverage_is_drawn_for_every_year_between_the_first_and_the_last() -> None:
    drawing = draw(Reader("en", BASE), {"2019": 1, "2022": 4})
    assert drawing is not None
    parse(drawing)
    assert drawing.count("<rect") == 4
    assert "2019: 1, 2022: 4" in drawing
    assert draw(Reader("en", BASE), {"2019": 3}) is None


@pytest.mark.parametrize(
    ("dates", "bars", "caption"),
    [
        (["2022-12-01", "2023-02"], 3, "Mentions by month"),
        (["2013-06-01", "2023-02"], 11, "Mentions by year"),
        (["2022", "2023-02"], 2, "Mentions by year"),
        (["1923", "2023-02"], 101, "Mentions by year"),
    ],
)
def test_what_a_chart_shows_adds_up(dates: list[str], bars: int, caption: str) -> None:
    mentions = [documents.MENTION | {"published": date} for date in dates]
    found = Found(mentions, len(mentions), Counter(date[:4] for date in dates))
    shown = coverage.mentions(Reader("en", BASE), documents.REPORT, found)
    assert shown.count("<rect") == bars
    assert shown.count(": 1</title>") == len(dates)
    assert f"<figcaption>{caption}</figcaption>" in shown


@pytest.mark.parametrize(
    ("language", "name"), [("en", "NK News, 24 November 2023"), ("ko", "NK뉴스, 2023년 11월 24일")]
)
def test_a_mention_without_headline_is_called_by_outlet_and_day(language: str, name: str) -> None:
    reader, outlet = Reader(language, BASE), {"en": "NK News", "ko": "NK뉴스"}
    mention = documents.MENTION | {"outlet": documents.make_agent(outlet, "outlet")}
    del mention["headline"]
    summary = {"kind": "mention", "slug": "x", "outlet": outlet, "published": "2023-11-24"}
    page = write_page(reader, mention, {}).decode()
    assert f"<title>{name} – " in page
    assert f'property="og:title" content="{name}"' in page
    for shown in (
        page.partition("<h1>")[2].partition("</h1>")[0],
        reader.link(summary),
        media_list(reader, documents.REPORT, {"mentions": Found([mention], 1, {"2023": 1})}),
    ):
        text = re.sub("<[^>]+>", "", shown)
        assert name in text
        assert text.count("2023") == 1


@pytest.mark.parametrize(
    ("language", "lost"),
    [("en", "PDF, English: the link is lost"), ("ko", "PDF, 영어: 링크가 사라짐")],
)
def test_a_file_whose_link_is_lost_stands_last_and_is_no_link(language: str, lost: str) -> None:
    there = documents.REPORT["resources"][0]
    here = {**there, "label": {"en": "HERE"}}
    del here["url"]
    for own in (documents.REPORT, documents.MENTION):
        page = write_page(Reader(language, BASE), own | {"resources": [here, there]}, {}).decode()
        files = page.partition('<ul class="files">')[2].partition("</ul>")[0]
        assert files.count("<a ") == 1
        assert "HERE" not in files
        assert files.endswith(f'<li><span class="lost">{lost}</span></li>')


def test_a_card_does_not_say_what_dates_are_missing() -> None:
    found = Found([documents.MENTION], 2, {"2023": 1})
    card = report_card(Reader("en", BASE), documents.REPORT, {"mentions": found})
    assert "2 mentions" in card
    assert "without a date" not in card


def test_what_is_no_address_of_the_web_is_no_link() -> None:
    shown = Reader("en", BASE).outside("javascript:alert(1)")
    assert shown == element("bdi", "javascript:alert(1)")
