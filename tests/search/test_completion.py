"""Promises of completing what is typed: the same records, however many there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.search import completion
from service.search.query import Filter
from tests.search.library import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("library")
    with Library(folder) as opened:
        agent = opened.authority("prisoners", "organisation", {"en": "Prisoners abroad"})
        for number in range(35):
            opened.report(f"prison-{number}", f"Prison {number}", mention_count=number)
            opened.report(f"camp-{number}", f"Camp and prison {number}", mention_count=99)
        opened.report("shown", "Of others", organisations=[agent])
        opened.report("late", "Prisons for all", published="2020", organisations=[agent])
        opened.catch_up()
        yield opened


def complete(library: Library, text: str, limit: int = 5, kind: str = "") -> list[str]:
    filters = [Filter("kind", (kind,))] if kind else []
    found = library.index.seen().suggest(text, filters, limit)
    names = {entry.ordinal: entry.slug for entry in library.ledger.entries.values()}
    return [names[one.ordinal] for one in found]


def test_names_that_begin_so_come_first_those_with_most_mentions_before(library: Library) -> None:
    assert complete(library, "pris", 3) == ["prison-34", "prison-33", "prison-32"]


def test_authorities_are_in_order_by_the_records_that_refer_to_them(library: Library) -> None:
    assert complete(library, "prisoner") == ["prisoners"]
    assert complete(library, "pris", kind="authority") == ["prisoners"]
    assert complete(library, "prisons") == ["late"]


def test_names_that_begin_so_are_followed_by_names_with_such_a_word(library: Library) -> None:
    assert complete(library, "prison 7", 3) == ["prison-7", "camp-7"]


def test_what_is_remembered_changes_no_answer(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["p", "pr", "pri", "camp", "c", "prison 1", "camp 2", "zzz", "priosn"]
    first = [complete(library, text, 20) for text in texts]
    assert [complete(library, text, 20) for text in texts] == first
    monkeypatch.setattr(completion, "MOST_MET", 3)
    monkeypatch.setattr(completion, "MOST_SHOWN", 2)
    for _ in range(2):
        assert [complete(library, text, 20) for text in texts] == first
    assert len(library.index.seen().completer.shown) <= 20
