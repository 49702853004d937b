import pytest

from service.formats.names import Name, inverted_name, name_of, person_name
from tests.formats.documents import make_agent


@pytest.mark.parametrize(
    ("text", "inverted"),
    [
        ("Hanna Song", "Song, Hanna"),
        ("Yoon Yeo-sang", "Yoon, Yeo-sang"),
        ("Shin Young-ho", "Shin, Young-ho"),
        ("Kim Jong Un", "Kim, Jong Un"),
        ("Teodora Gyupchanova", "Gyupchanova, Teodora"),
        ("Stang, Ambrose H", "Stang, Ambrose H"),
        ("윤여상", "윤여상"),
        ("테오도라 큐프짜노바", "테오도라 큐프짜노바"),
        ("Plato", "Plato"),
    ],
)
def test_a_person_is_sorted_by_the_family_name(text: str, inverted: str) -> None:
    assert person_name(text).inverted == inverted


@pytest.mark.parametrize(
    "text", ["NKDB", "Ministry of Health, Labour", "Smith, Brown & Co", "A, B, C", "Hanna Song"]
)
def test_a_name_of_whom_nothing_is_known_is_not_taken_apart(text: str) -> None:
    assert inverted_name(text) == Name(text)


def test_the_printed_name_is_cited_where_the_reader_reads_its_script() -> None:
    agent = make_agent({"en": "Hanna Song", "ko": "송한나"})
    given = {"agent": agent, "name": "Hannah Song"}
    assert name_of(given, ()) == Name("Hannah Song", "Song", "Hannah")
    assert name_of(given, ("ko",)) == Name("송한나")


def test_nobody_has_no_name() -> None:
    assert name_of({"name": "\u200b\n"}, ()) == Name("\u200b")
    assert name_of({"name": "\n"}, ()) is None
