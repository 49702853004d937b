"""Why a record was found: the name that was asked, where the record does not say it itself."""

from pathlib import Path

from service.search.explanation import clues, names_in, puzzles, read_names, solve, words_of
from service.search.passages import Passages
from tests.search.library import Library, record_id

MINISTRY = {
    "label": {"en": "Ministry of State Security", "ko": "국가보위성"},
    "aliases": {"ko": ["보위부"], "en": ["MSS"]},
}
KOREA = {"label": {"en": "North Korea", "ko": "북한"}, "aliases": {"en": ["DPRK"]}}
NAMES = {record_id("mss"): read_names(MINISTRY), record_id("korea"): read_names(KOREA)}


def explained(library: Library, name: str, text: str) -> list[tuple[str, str]]:
    document = library.ledger.entries[record_id(name)].document
    words = words_of(text)
    [asked] = puzzles(Passages([document]), words, {record_id("mss")})
    found = solve(asked, clues(words, names_in(text), NAMES), NAMES)
    return [(one.authority.rstrip("x"), one.name) for one in found]


def test_names_explain_what_a_record_does_not_say(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        ministry = library.authority("mss", "organisation", {"en": "Ministry of State Security"})
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
        ministry = library.authority("mss", "organisation", {"en": "Ministry of State Security"})
        library.report("korean", "보위부의 구조", organisations=[ministry])
        assert explained(library, "korean", "보위부") == [("mss", "보위부")]
        assert explained(library, "korean", "구조") == []


def test_names_in_a_text_are_words_that_follow_each_other() -> None:
    assert names_in("State Security") == ("state", "statesecurity", "security")
    assert names_in("-mss year:2020") == ()
