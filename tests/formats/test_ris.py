import rispy
from hypothesis import given

from service.formats.citable import cite
from service.formats.format import Wish
from service.formats.ris import write_ris
from tests.formats.documents import MENTION, REPORT, Json, hostile_works, languages


def read(text: bytes) -> Json:
    (entry,) = rispy.loads(text.decode())
    found: Json = entry
    return found


def test_a_report_keeps_what_ris_can_hold() -> None:
    assert read(write_ris(REPORT, Wish())) == {
        "type_of_reference": "RPRT",
        "id": "behind-closed-doors",
        "title": "Behind Closed Doors: Chains of Command",
        "authors": ["Song, Hanna", "Yoon, Yeo-sang", "NKDB"],
        "secondary_authors": ["Stang, Ambrose H"],
        "year": "2023",
        "date": "2023/11",
        "publisher": "NKDB",
        "secondary_title": "Studies",
        "number": "A/HRC/25/63, NKDB-2023-7",
        "issn": "9788993739435",
        "doi": "10.6028/nbs.bms.11",
        "urls": ["https://example.org/a_b%20c.pdf?x=%7B1%7D&y=#z"],
        "language": "en",
        "keywords": ["Accountability"],
        "abstract": "How orders travel.",
    }


def test_a_mention_is_news() -> None:
    entry = read(write_ris(MENTION, Wish()))
    assert entry["type_of_reference"] == "NEWS"
    assert (entry["secondary_title"], entry["date"]) == ("NK News", "2023/11/24")
    assert entry["authors"] == ["Kim, Jeongmin"]


@given(hostile_works, languages)
def test_no_text_breaks_out_of_its_line(document: Json, wished: tuple[str, ...]) -> None:
    wish = Wish(wished)
    work, entry = cite(document, wish), read(write_ris(document, wish))
    assert entry.get("title") == work.title
    assert entry.get("abstract") == work.abstract
    assert entry.get("authors", []) == [one.inverted for one in work.creators]
    assert "unknown_tag" not in entry
