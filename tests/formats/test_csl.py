import json

from citeproc.source.json import CiteProcJSON
from hypothesis import given

from service.formats.citable import cite
from service.formats.csl import write_csl
from service.formats.format import Wish
from tests.formats.documents import MENTION, REPORT, Json, hostile_works, languages, make_document


def read(text: bytes) -> Json:
    (item,) = json.loads(text)
    found: Json = item
    return found


def test_a_report_keeps_what_csl_can_hold() -> None:
    item = read(write_csl(REPORT, Wish()))
    assert item["type"] == "report"
    assert item["genre"] == "Research report"
    assert item["issued"] == {"date-parts": [[2023, 11]]}
    assert item["author"] == [
        {"family": "Song", "given": "Hanna"},
        {"family": "Yoon", "given": "Yeo-sang"},
        {"literal": "NKDB"},
    ]
    assert (item["number"], item["collection-number"]) == ("A/HRC/25/63, NKDB-2023-7", "12")
    assert (item["DOI"], item["language"]) == ("10.6028/nbs.bms.11", "en")


def test_a_reader_of_korean_gets_korean() -> None:
    item = read(write_csl(REPORT, Wish(("ko",))))
    assert item["title"].startswith("닫힌 문 너머")
    assert item["author"][1] == {"literal": "윤여상"}
    assert (item["publisher"], item["language"]) == ("북한인권정보센터", "ko")


def test_a_mention_is_in_its_outlet() -> None:
    item = read(write_csl(MENTION, Wish()))
    assert (item["type"], item["container-title"]) == ("article-newspaper", "NK News")
    assert item["issued"] == {"date-parts": [[2023, 11, 24]]}


def test_what_is_not_known_is_absent() -> None:
    item = read(write_csl(make_document("report", title={"en": "A title"}), Wish()))
    assert item == {"id": "a-report", "type": "report", "title": "A title"}


@given(hostile_works, languages)
def test_every_text_arrives_as_it_is(document: Json, wished: tuple[str, ...]) -> None:
    wish = Wish(wished)
    item = read(write_csl(document, wish))
    assert item.get("title") == cite(document, wish).title
    assert item.get("URL", "https://").startswith("https://")
    CiteProcJSON([item])
