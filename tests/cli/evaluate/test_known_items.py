"""Questions made of records: what is asked could be remembered of that record."""

from random import Random

import pytest

from service.cli.evaluate.known_items import MAKERS

DOCUMENT = {
    "title": {"en": "Working women of the provinces remember", "ko": "함경도 여성 노동 실태"},
    "abstract": {
        "en": "What women who have worked in the mines and mills say of wages, food and rest.",
        "ko": "광산과 방직공장에서 일한 여성들이 임금과 식량, 휴식을 말한다.",
    },
    "contributors": [{"agent": {"label": {"en": "Kim Sujin", "ko": "김수진"}}}],
}


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311  no secrets here


@pytest.mark.parametrize("about", MAKERS)
def test_a_full_record_lends_itself_to_every_question(about: str) -> None:
    language, make = MAKERS[about]
    for seed in range(50):
        assert make(DOCUMENT, language, chance(seed))


@pytest.mark.parametrize("about", MAKERS)
def test_an_empty_record_lends_itself_to_none(about: str) -> None:
    language, make = MAKERS[about]
    assert make({}, language, chance(1)) is None


def test_a_slip_changes_one_word_only() -> None:
    whole, slipped = (MAKERS[about][1] for about in list(MAKERS)[:2])
    for seed in range(50):
        right, wrong = (make(DOCUMENT, "en", chance(seed)) or "" for make in (whole, slipped))
        pairs = zip(right.split(), wrong.split(), strict=True)
        assert sum(one != other for one, other in pairs) <= 1


def test_northern_words_are_spelt_as_in_the_north() -> None:
    _, make = MAKERS["northern for southern spelling"]
    asked = {make(DOCUMENT, "ko", chance(seed)) for seed in range(50)}
    assert all(text and ("로동" in text or "녀성" in text) for text in asked)
