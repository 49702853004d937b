"""Feeds are read back clean by the parser that feed readers use, whatever the records hold."""

import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.formats.collection import Collection, Listing
from service.formats.format import Document, Wish
from service.formats.offered import ATOM, JSONFEED, RSS
from tests.formats.documents import (
    HOSTILE,
    MENTION,
    MOMENT,
    REPORT,
    RESOURCE,
    hostile_records,
    languages,
)

HOME = "https://catalogue.example.org/"
LISTING = Listing(
    title='Reports · "a" & <b> ]]>',
    url=f"{HOME}v1/reports?q=a&cursor=x",
    first=f"{HOME}v1/reports?q=a",
    following=f"{HOME}v1/reports?q=a&cursor=y",
    home=HOME,
    updated=MOMENT,
)
XML = pytest.mark.parametrize("chosen", [ATOM, RSS], ids=["atom", "rss"])


def write(chosen: Collection, documents: Sequence[Document], *tags: str) -> str:
    wish = Wish(tags)
    written = chosen.between.join(chosen.write(one, wish).decode() for one in documents)
    return chosen.begin(LISTING, wish) + written + chosen.end


@XML
def test_feedparser_finds_nothing_to_complain_of(chosen: Collection) -> None:
    feed = feedparser.parse(write(chosen, [REPORT, MENTION, RESOURCE], "en").encode())
    assert not feed.bozo
    assert feed.feed.title == LISTING.title
    assert {one.rel: one.href for one in feed.feed.links if one.rel != "alternate"} == {
        "self": LISTING.url,
        "first": LISTING.first,
        "next": LISTING.following,
    }
    report, mention, resource = feed.entries
    assert report.id == f"{HOME}v1/reports/{REPORT['id']}"
    assert report.link == f"{HOME}reports/behind-closed-doors"
    assert report.title == "Behind Closed Doors: Chains of Command"
    assert report.summary == "How orders travel."
    assert [one.term for one in report.tags] == ["Accountability"]
    assert report.updated == MOMENT
    assert "Hanna Song" in report.content[-1].value
    assert report.enclosures[0].type == "application/pdf"
    assert "How ready are we?" in mention.content[-1].value
    assert f"{HOME}reports/behind-closed-doors" in mention.content[-1].value
    assert resource.enclosures[0].href == "https://example.org/"


@XML
@pytest.mark.parametrize("owners", [[], REPORT["resources"], MENTION["reports"]])
def test_the_link_of_a_resource_is_its_own_page(
    chosen: Collection, owners: Sequence[Document]
) -> None:
    document = {**RESOURCE, "belongs_to": owners}
    (entry,) = feedparser.parse(write(chosen, [document]).encode()).entries
    assert entry.link == f"{HOME}resources/{RESOURCE['slug']}"


@XML
def test_an_entry_is_in_the_language_of_the_reader(chosen: Collection) -> None:
    feed = feedparser.parse(write(chosen, [REPORT], "ko").encode())
    assert feed.feed.language == "ko" if chosen is RSS else feed.feed.title_detail.language == "ko"
    assert feed.entries[0].title == "닫힌 문 너머"


@XML
@settings(max_examples=60)
@given(documents=st.lists(hostile_records, max_size=2), tags=languages)
def test_xml_is_well_formed_whatever_records_hold(
    chosen: Collection, documents: list[Document], tags: tuple[str, ...]
) -> None:
    text = write(chosen, documents, *tags)
    root = ET.fromstring(text)  # noqa: S314  written by us
    name = "item" if chosen is RSS else "{http://www.w3.org/2005/Atom}entry"
    assert len(list(root.iter(name))) == len(documents)
    assert 'href="javascript:' not in text.lower()
    assert "href=&quot;javascript:" not in text.lower()
    assert "<script" not in text.lower()


@settings(max_examples=60)
@given(documents=st.lists(hostile_records, max_size=2), tags=languages)
def test_json_feed_is_complete_whatever_records_hold(
    documents: list[Document], tags: tuple[str, ...]
) -> None:
    feed = json.loads(write(JSONFEED, documents, *tags))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["feed_url"], feed["next_url"]) == (LISTING.url, LISTING.following)
    assert len(feed["items"]) == len(documents)
    for one in feed["items"]:
        assert one["id"]
        assert one["title"]
        assert "<script" not in one["content_html"].lower()
        assert 'href="javascript:' not in one["content_html"].lower()


@pytest.mark.parametrize("text", HOSTILE)
@XML
def test_a_title_is_read_back_as_text(chosen: Collection, text: str) -> None:
    document = REPORT | {"title": {"en": text}}
    document.pop("subtitle")
    feed = feedparser.parse(write(chosen, [document]).encode())
    assert not feed.bozo
    assert "<script" not in feed.entries[0].get("summary", "")
