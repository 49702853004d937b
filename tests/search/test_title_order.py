from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.search.title_order import BYTES, LAST, title_key, title_keys

IN_ORDER = [
    "2014 보고서",
    "A Day in Pyongyang",  # without its article: Day
    "Élan",
    "The Elbe",
    "elections",
    "Zebra",
    "Ялта",
    "가나",
    "가나 다라",  # spaces in Korean do not count
    "가나다마",
    "각",
    "나라",
    "힣",
    "北韓",
]


def test_titles_are_in_the_order_of_readers() -> None:
    keys = [title_key(title, "en") for title in IN_ORDER]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("one", "other"),
    [("The Report", "report"), ("가 나", "가나"), ("“Report”", "Report!"), ("Élan", "elan")],
)
def test_what_does_not_count_makes_no_difference(one: str, other: str) -> None:
    assert title_key(one, "en") == title_key(other, "en")


def test_an_article_of_english_is_a_word_elsewhere() -> None:
    assert title_key("an der Grenze", "de") != title_key("der Grenze", "de")


def test_each_order_prefers_the_titles_of_its_language() -> None:
    keys = title_keys({"en": "Zebra", "ko": "가"})
    assert keys["title_0"] == title_key("Zebra", "en")[0]
    assert keys["title_ko_0"] == title_key("가", "ko")[0]
    assert set(title_keys({}).values()) == {LAST}


@given(st.text(max_size=200))
def test_every_title_has_numbers_that_the_engine_takes(title: str) -> None:
    assert all(0 <= number < 1 << 8 * BYTES for number in title_key(title, "en"))


@given(st.lists(st.text("가나다각 힣", min_size=1, max_size=10), min_size=2, max_size=6))
def test_hangul_is_in_the_order_of_its_code_points(titles: list[str]) -> None:
    plain = sorted({title.replace(" ", "") for title in titles} - {""})
    assert all(title_key(a, "ko") < title_key(b, "ko") for a, b in pairwise(plain))
