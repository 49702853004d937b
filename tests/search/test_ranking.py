from collections.abc import Iterator
from pathlib import Path

import pytest

from service.search import snapshot
from tests.search.library import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("library")
    with Library(folder) as opened:
        ministry = opened.authority("mss", "organisation", {"en": "State Security"}, ko=["보위부"])
        opened.report("title", "Prison camps")
        opened.report("apart", "Camps and a prison")
        opened.report("abstract", "Other", abstract={"en": "Camps for prisoners, a prison camp"})
        opened.report("named", "Doors", organisations=[ministry])
        opened.report("rights", "북한인권 백서")
        opened.report("numbered", "Some", identifiers=[{"scheme": "doi", "value": "10.1000/182"}])
        quote = {"text": "A prison", "language": "en", "speaker": ministry}
        opened.publish("mention", "quoted", headline={"en": "News"}, quotes=[quote])
        yield opened


def reasons(library: Library, text: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return why a record is where it is, by reason."""
    hits = library.ask(text)
    entry = next(one for one in library.ledger.entries.values() if one.slug == name)
    told = library.index.seen().explain(text, [entry.ordinal], hits.total)
    return {one.name: one.words for one in told[entry.ordinal]}


def test_places_are_told_with_the_words_that_stand_there(library: Library) -> None:
    assert reasons(library, "prison camps", "title") == {
        "all_in_title": (),
        "side_by_side": (),
        "side_by_side_in_title": (),
        "title": ("prison", "camps"),
        "as_written": ("prison", "camps"),
    }
    assert reasons(library, "prison camps", "abstract") == {
        "side_by_side": (),
        "text": ("prison", "camps"),
        "as_written": ("prison", "camps"),
    }
    assert "side_by_side" not in reasons(library, "prison camps", "apart")
    assert reasons(library, "prison", "quoted")["quote"] == ("prison",)


def test_a_name_in_another_language_is_told(library: Library) -> None:
    assert reasons(library, "보위부", "named") == {
        "name": ("보위부",),
        "word_start": ("보위부",),
        "in_one_word": ("보위부",),
    }


def test_a_word_in_the_middle_of_another_begins_none(library: Library) -> None:
    assert reasons(library, "인권", "rights") == {"title": ("인권",), "in_one_word": ("인권",)}


def test_a_number_that_was_asked_is_told(library: Library) -> None:
    assert "identifier" in reasons(library, "10.1000/182", "numbered")


def test_who_is_called_so_comes_first_and_is_told(library: Library) -> None:
    assert library.find("보위부")[0] == "mss"
    assert "called" in reasons(library, "state  security", "mss")
    assert "called" not in reasons(library, "state", "mss")


def test_a_word_in_a_field_is_told_of_that_field(library: Library) -> None:
    assert reasons(library, "title:prison", "title") == {"title": ("prison",)}


@pytest.mark.parametrize("text", ["-camps prison", "the prison", "prison year:1..", "prison OR x"])
def test_what_asks_for_nothing_is_no_reason(library: Library, text: str) -> None:
    assert reasons(library, text, "title")["title"] == ("prison",)


def test_among_many_records_only_words_in_titles_are_told(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MOST_WEIGHED", 1)
    assert reasons(library, "prison camps", "title") == {"title": ("prison", "camps")}


@pytest.mark.parametrize("text", ["!!", "-x", "", "“", "word " * 60])
def test_every_text_can_be_explained(library: Library, text: str) -> None:
    library.index.seen().explain(text, [1, 2], 10)


def test_a_page_without_records_needs_no_reasons(library: Library) -> None:
    assert library.index.seen().explain("prison", [], 0) == {}
