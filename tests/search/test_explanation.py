"""Why a record was found: the name that was asked, where the record does not say it itself."""

from pathlib import Path

from service.search.explanation import names_in, puzzle, solve
from service.search.highlight import marked_texts
from tests.search.library import Library, record_id

NAMES = {
    record_id("mss"): ("Ministry of State Security", "국가보위성", "보위부", "MSS"),
    record_id("korea"): ("North Korea", "북한", "DPRK"),
}
ALIASES = {record_id("mss"): ("보위부", "MSS")}


def explained(library: Library, name: str, text: str) -> list[tuple[str, str]]:
    document = library.ledger.entries[record_id(name)].document
    asked = puzzle(document, marked_texts(document), text, set(ALIASES))
    found = solve(asked, names_in(text), ALIASES, NAMES)
    return [(one.authority.rstrip("x"), one.name) for one in found]


def test_names_explain_what_a_record_does_not_say(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        ministry = library.authority("mss", "organisation", {"en": NAMES[record_id("mss")][0]})
        korea = library.authority("korea", "place", {"en": "North Korea"})
        library.report("doors", "Behind Doors", organisations=[ministry], places=[korea])
        assert explained(library, "doors", "behind doors") == []
        assert explained(library, "doors", "보위부") == [("mss", "보위부")]
        assert explained(library, "doors", "doors security") == [
            ("mss", "Ministry of State Security")
        ]
        assert explained(library, "doors", "mss 북한 doors") == [("mss", "MSS"), ("korea", "북한")]
        assert explained(library, "doors", "title:security -보위부") == []
        assert explained(library, "doors", "dpr*") == [("korea", "DPRK")]


def test_an_alias_that_the_record_says_too_is_told(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        ministry = library.authority("mss", "organisation", {"en": NAMES[record_id("mss")][0]})
        library.report("korean", "보위부의 구조", organisations=[ministry])
        assert explained(library, "korean", "보위부") == [("mss", "보위부")]
        assert explained(library, "korean", "구조") == []


def test_names_in_a_text_are_words_that_follow_each_other() -> None:
    assert names_in("State Security") == ("state", "statesecurity", "security")
    assert names_in("-mss year:2020") == ()
