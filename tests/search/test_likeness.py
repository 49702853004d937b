"""Promises of likeness: by which words records are related, and which words are named."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json

from service.search.likeness import WORDS
from service.search.query import Filter, Query
from tests.search.library import Library, record_id


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path) as opened:
        for number in range(30):
            opened.report(f"other-{number}", "Annual survey of the region")
        yield opened


def related(library: Library, name: str) -> dict[str, list[str]]:
    """Return the reports related to one, the nearest first, with the words they share."""
    library.catch_up()
    seen = library.index.seen()
    key = record_id(name)
    like = seen.likeness(from_json(library.ledger.entries[key].document))
    query = Query(kinds=("report",), filters=(Filter("id", (key,), exclude=True),), like=like)
    hits = seen.search(query)
    shared = seen.shared_words(query, [hit.ordinal for hit in hits.hits])
    names = zip(library.names(hits), hits.hits, strict=True)
    return {other: shared.get(hit.ordinal, []) for other, hit in names}


def telling(library: Library, name: str) -> list[str]:
    """Return the words by which other records are found to be like one."""
    library.catch_up()
    document = from_json(library.ledger.entries[record_id(name)].document)
    like = library.index.seen().likeness(document)
    return [one.value for one in like if one.field in WORDS]


def abstract(**texts: str) -> dict[str, Any]:
    """Make an abstract by language."""
    return {"abstract": texts}


def test_two_rare_words_in_common_relate_reports_and_are_named(library: Library) -> None:
    library.report("one", "Quarry labour", **abstract(en="Prisoners dig gravel by hand"))
    library.report("two", "The quarries", **abstract(en="Of prisoners, and of gravel."))
    assert related(library, "one") == {"two": ["Quarry", "Prisoners", "gravel"]}


def test_one_rare_word_in_common_is_not_enough(library: Library) -> None:
    library.report("one", "Quarry labour")
    library.report("two", "The quarries")
    assert related(library, "one") == {}


def test_a_word_and_its_translation_are_one(library: Library) -> None:
    library.report("one", "Quarry", **abstract(ko="채석장"))
    library.report("two", "Quarries", **abstract(ko="채석장의"))
    assert related(library, "one") == {}


def test_korean_words_are_alike_whatever_particle_follows_and_however_spaced(
    library: Library,
) -> None:
    library.report("one", "정치범수용소에서 석탄을")
    library.report("two", "석탄은 정치범 수용소의")
    assert related(library, "one") == {"two": ["정치범수용소", "석탄"]}


def test_what_many_records_say_relates_none(library: Library) -> None:
    assert related(library, "other-1") == {}
    assert telling(library, "other-1") == []


def test_small_words_and_numbers_tell_nothing(library: Library) -> None:
    for name in ("one", "two"):
        library.report(name, "Whether within 683 of 2014", **abstract(ko="대한 683건의 위해"))
    assert telling(library, "one") == []


def test_words_of_the_title_count_more_and_a_common_topic_most(library: Library) -> None:
    topic = library.authority("labour", "topic", {"en": "Forced labour"})
    library.report("one", "Quarry gravel", **abstract(en="Shovels, lorries."), topics=[topic])
    library.report("abstract", "Lorries and shovels")
    library.report("title", "Gravel of a quarry")
    library.report("topic", "Elsewhere", topics=[topic])
    assert list(related(library, "one")) == ["topic", "title", "abstract"]


def test_names_of_subjects_relate_by_the_subject_alone(library: Library) -> None:
    topic = library.authority("labour", "topic", {"en": "Quarry labour", "ko": "채석장 노동"})
    library.report("one", "Quarry labour", **abstract(ko="채석장 노동"), topics=[topic])
    library.report("two", "Labour in a quarry", **abstract(ko="노동과 채석장"))
    assert telling(library, "one") == []


def test_a_long_abstract_gives_few_words(library: Library) -> None:
    words = " ".join(f"word{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh")
    for name in ("one", "two"):
        library.report(name, name, **abstract(en=words))
    assert len(telling(library, "one")) == 15


def test_the_same_question_has_the_same_words(library: Library) -> None:
    for name in ("one", "two", "three"):
        library.report(name, "Gravel quarry", **abstract(en="Lorry shovel barrow pickaxe"))
    assert telling(library, "one") == telling(library, "one")
    assert telling(library, "one")[:2] == ["Gravel", "quarry"]
