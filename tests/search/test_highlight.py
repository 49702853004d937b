import json
import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.search import highlight as marking
from service.search.highlight import Snippets
from service.search.passages import Passages


def highlight(document: dict[str, Any], asked: str) -> Snippets:
    return marking.highlight(Passages([json.dumps(document).encode()]), 0, asked)


def title(text: str, asked: str) -> str | None:
    """Return the marked title of a report with this title; nothing if it does not match."""
    return highlight({"title": {"en": text}}, asked).get("title", {}).get("en")


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("Security Policies", "policy", "Security <mark>Policies</mark>"),
        ("The possibilities", "possibility", "The <mark>possibilities</mark>"),
        ("Policeman", "police", None),
        ("Closed doors, closed minds", '"closed doors"', "<mark>Closed doors</mark>, closed minds"),
        ("Doors closed", "closed doors", "<mark>Doors</mark> <mark>closed</mark>"),
        ("Élysée", "elysee", "<mark>Élysée</mark>"),
        ("The O’Brien papers", "obrien", "The <mark>O’Brien</mark> papers"),
        ("A/HRC/25/63 and more", "A/HRC/25/63", "<mark>A/HRC/25/63</mark> and more"),
        ("북한 인권 백서", "북한인권", "<mark>북한 인권</mark> 백서"),
        ("국가보위부의 조직", "보위부", "국가<mark>보위부</mark>의 조직"),
        ("COI보고서", "coi보고서", "<mark>COI보고서</mark>"),
        ("Publishing in public", "publi*", "<mark>Publishing</mark> in <mark>public</mark>"),
        ("Closed doors", "closed -doors", "<mark>Closed</mark> doors"),
        ("Closed doors", "title:closed quote:doors", "<mark>Closed</mark> doors"),
        ("The state of the art", "the art", "The state of the <mark>art</mark>"),
        ("The state", "the", "<mark>The</mark> state"),
        ("<b>bold</b> & more", "bold", "&lt;b&gt;<mark>bold</mark>&lt;/b&gt; &amp; more"),
        ("Year 2014", "year:2014", None),
        ("Anything", "", None),
    ],
)
def test_what_was_found_is_marked(text: str, asked: str, marked: str | None) -> None:
    assert title(text, asked) == marked


def test_a_long_text_is_cut_between_words_where_most_matches_are() -> None:
    filler = "word " * 100
    text = f"secret {filler}a secret police and their secret archive {filler}"
    shown = highlight({"abstract": {"en": text}}, "secret")["abstract"]["en"]
    assert shown.count("<mark>") == 2
    assert shown.startswith("…word ")
    assert shown.endswith("word…")
    assert len(re.sub("<.*?>", "", shown)) <= 202


def test_a_long_korean_text_is_cut_between_words() -> None:
    filler = "보고서는 말한다 " * 60
    shown = highlight({"summary": {"ko": f"{filler}국가보위부의 일 {filler}"}}, "보위부")
    text = shown["summary"]["ko"]
    assert "<mark>보위부</mark>의" in text
    assert set(re.sub("<.*?>|…", "", text).split()) == {"보고서는", "말한다", "국가보위부의", "일"}


def test_only_fields_that_match_are_shown_each_in_its_language() -> None:
    document: dict[str, Any] = {
        "headline": {"en": "Closed doors", "ko": "닫힌 문"},
        "summary": {"en": "Nothing here"},
        "quotes": [
            {"language": "en", "text": "They closed it"},
            {"language": "en", "text": "It was closed"},
        ],
    }
    assert highlight(document, "closed 닫힌") == {
        "headline": {"en": "<mark>Closed</mark> doors", "ko": "<mark>닫힌</mark> 문"},
        "quotes": {"en": "They <mark>closed</mark> it"},
    }


def test_what_begins_in_one_text_and_ends_in_the_next_is_not_marked() -> None:
    document = {
        "title": {"en": "Closed", "ko": "북한"},
        "abstract": {"en": "Doors", "ko": "인권북한 인권"},
    }
    assert highlight(document, '"closed doors"') == {}
    assert highlight(document, "북한인권") == {"abstract": {"ko": "인권<mark>북한 인권</mark>"}}
    assert highlight(document, "㐀") == {}


def test_records_of_a_page_are_marked_each_by_itself() -> None:
    documents = [{"title": {"en": text}} for text in ("Open", "A door opened", "Nothing", "Open")]
    page = Passages([json.dumps(document).encode() for document in documents])
    shown = [marking.highlight(page, record, "open") for record in range(4)]
    assert [one.get("title", {}).get("en") for one in shown] == [
        "<mark>Open</mark>",
        "A door <mark>opened</mark>",
        None,
        "<mark>Open</mark>",
    ]


@given(st.text(), st.text(alphabet="ab인권é\"*-<&' ", max_size=12))
def test_marked_text_is_the_text_and_safe(text: str, asked: str) -> None:
    for shown in (title(text, asked), title(f"{text} {asked}", asked)):
        if shown is not None:
            bare = shown.replace("<mark>", "").replace("</mark>", "")
            assert "<" not in bare
            assert unescape(bare) in (text, f"{text} {asked}")
