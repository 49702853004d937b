"""How names begin: every stage of typing a name is a beginning of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.search.beginnings import beginnings, begun, spelt, typed


def begins(text: str, name: str) -> bool:
    _, *words = typed(text) or ("",)
    return bool(words) and beginnings(name).issuperset(words)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ㅂ", "보위부"),
        ("보", "보위부"),
        ("봉", "보위부"),
        ("보윕", "보위부"),
        ("ㅂㅇㅂ", "보위부"),
        ("ㅂㅇㅂ", "국가 보위부"),
        ("국가보", "국가 보위부"),
        ("국 가보", "국가 보위부"),
        ("의ㅁ", "의무"),
        ("닭", "닭고기"),
        (unicodedata.normalize("NFD", "보위"), "보위부"),
        ("SONG HA", "Hanna Song"),
        ("clo doors", "Behind Closed Doors"),
        ("caf", "Café Müller"),
        ("nk뉴", "NK뉴스"),
        ("宋", "宋韓那"),
    ],
)
def test_what_is_typed_on_the_way_to_a_name_begins_it(text: str, name: str) -> None:
    assert begins(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [("위부", "보위부"), ("ㅇㅂ", "보위부"), ("anna", "Hanna Song"), ("ㅅㅈ", "NK뉴스 중")],
)
def test_what_stands_inside_a_word_begins_nothing(text: str, name: str) -> None:
    assert not begins(text, name)


def test_the_beginning_of_the_whole_name_is_told_from_that_of_a_word() -> None:
    assert typed("behind c")[0] in beginnings("Behind Closed Doors")
    assert typed("closed d")[0] not in beginnings("Behind Closed Doors")
    assert typed("ㅂㅇ")[0] in beginnings("보위부")
    assert typed("ㅂㅇ")[0] not in beginnings("국가 보위부")


def test_nothing_that_can_be_read_begins_nothing() -> None:
    assert typed("") == typed("!? -") == ()
    assert beginnings("…") == frozenset()


@given(st.text(max_size=30), st.text(max_size=8), st.integers(1, 30))
def test_beginnings_are_counted_without_making_them_all(name: str, other: str, end: int) -> None:
    for text in (name[:end], other):
        assert begun(name, typed(text)) == len(beginnings(name).intersection(typed(text)))


def test_every_syllable_is_spelt_otherwise() -> None:
    syllables = [chr(one) for one in range(ord("가"), ord("힣") + 1)]
    assert len({spelt(one) for one in syllables}) == len(syllables)


@given(st.text(max_size=60), st.integers(1, 60))
def test_a_text_cut_off_anywhere_is_understood(text: str, length: int) -> None:
    assert all(len(one) <= 24 for one in (*beginnings(text), *typed(text[:length])))
