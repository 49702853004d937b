from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.library import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Many reports on prison camps, and a few words that are rare."""
    folder: Path = tmp_path_factory.mktemp("library")
    with Library(folder) as opened:
        for number in range(30):
            opened.report(f"camp{number}", f"Prison camps {number}", abstract={"ko": "노동 교화소"})
        opened.report("slip", "Prisson camps, misspelt")
        opened.report("northern", "로동 교화소")
        opened.authority("moon", "person", {"en": "Kamps Prisom"})
        opened.report("short", "Cams of engines")
        yield opened


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("prisson", "prison"),
        ("prisson camps", "prison camps"),
        ("로동", "노동"),
        ("prison", None),
        ("prisom", None),
        ("cams", None),
        ('"prisson"', None),
        ("-prisson slip", None),
    ],
)
def test_another_text_is_offered_where_little_is_found(
    library: Library, text: str, suggested: str | None
) -> None:
    hits = library.ask(text)
    assert hits.suggested == suggested
    assert hits.corrected is None


def test_what_was_found_stays_where_another_text_is_offered(library: Library) -> None:
    assert library.find("prisson") == ["slip"]


def test_the_text_that_is_offered_finds_many_times_more(library: Library) -> None:
    hits = library.ask("prisson")
    assert hits.suggested
    assert library.ask(hits.suggested).total >= 10 * hits.total


def test_nothing_is_offered_where_filters_leave_little(library: Library) -> None:
    assert library.ask("prisson", kinds=("report",), published_from="2020").suggested is None
    assert library.ask("prisson", kinds=("authority",)).suggested is None


def test_a_text_can_be_insisted_on(library: Library) -> None:
    assert library.ask("prisson", as_written=True).suggested is None
    hits = library.ask("priiison", as_written=True)
    assert (hits.total, hits.corrected) == (0, None)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Reports with words that look like others."""
    with Library(tmp_path_factory.mktemp("words")) as opened:
        opened.report("how", "How they were which, and when")
        opened.report("north", "북자와 함께")
        opened.report("song", "Hanna Song on prisons, Sungkyunkwan")
        yield opened


@pytest.mark.parametrize(
    "text", ["POW", "pow", "Tow", "whicj", "theyy", "wher", "납북자", "북자는"]
)
def test_no_word_becomes_one_that_nobody_means(words: Library, text: str) -> None:
    hits = words.ask(text)
    assert (hits.total, hits.corrected) == (0, None)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("Hanna Sung", "Hanna Song"),
        ("HANNA SUNG", "HANNA SONG"),
        ("hanna sung", "hanna song"),
        ("Sungkyunkwan Sung", "Sungkyunkwan Song"),
        ("Hanna Sung PRISUNS", "Hanna Song PRISONS"),
    ],
)
def test_a_text_that_was_meant_is_written_as_it_was_asked(
    words: Library, text: str, corrected: str
) -> None:
    assert words.ask(text).corrected == corrected
