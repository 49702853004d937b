import pytest

from service.editorial.alias_proposals import MOST, romanisations
from service.editorial.romanisation import (
    MCCUNE_REISCHAUER,
    NORTHERN,
    REVISED,
    as_heard,
    is_hangul,
)


@pytest.mark.parametrize(
    ("name", "revised", "scholarly"),
    [
        ("국가보위성", "gukgabowiseong", "kukkabowisŏng"),
        ("평양", "pyeongyang", "p’yŏngyang"),
        ("왕십리", "wangsimni", "wangsimni"),
        ("독립문", "dongnimmun", "tongnimmun"),
        ("신라", "silla", "silla"),
        ("설날", "seollal", "sŏllal"),
        ("한국", "hanguk", "hanguk"),
        ("압록강", "amnokgang", "amnokkang"),
        ("부산", "busan", "pusan"),
    ],
)
def test_names_are_written_as_they_are_heard(name: str, revised: str, scholarly: str) -> None:
    assert as_heard(name, REVISED) == revised
    assert as_heard(name, MCCUNE_REISCHAUER) == scholarly


def test_the_north_writes_aspirates_with_h() -> None:
    assert as_heard("평양", NORTHERN) == "phyongyang"


@pytest.mark.parametrize("text", ["", " ", "NK뉴스", "宋韓那", "Seoul", "ㅂㅇㅂ"])
def test_only_hangul_is_romanised(text: str) -> None:
    assert not is_hangul(text)


def proposed(name: str, kind: str, **aliases: list[str]) -> list[str]:
    """Return what is proposed for a Korean name."""
    return romanisations({"type": kind, "label": {"ko": name}, "aliases": aliases})


def test_people_are_written_in_both_orders_and_as_they_write_themselves() -> None:
    found = proposed("박정희", "person")
    assert {"Park Jeonghui", "Jeonghui Park", "Bak Jeong-hui", "Pak Chŏng-hŭi"} <= set(found)
    assert "Pak Jong Hui" in found
    assert "Namgung Hun" in proposed("남궁훈", "person")


def test_what_a_record_has_is_not_proposed() -> None:
    found = proposed("송한나", "person", en=["Hanna Song", "song hanna", "Song Han-Na"])
    assert found == []
    assert "Bowibu" not in proposed("보위부", "organisation", en=["Bowibu"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [("테오도라 큐프짜노바", "person"), ("인권", "topic"), ("엔케이뉴스", "outlet")],
)
def test_nothing_is_proposed_for_what_is_no_korean_name(name: str, kind: str) -> None:
    assert proposed(name, kind) == []


def test_proposals_are_few() -> None:
    names = ["보위부", "국가보위성", "국가안전보위부", "보위성", "안전부", "정치보위부", "보위국"]
    assert len(proposed("보위", "organisation", ko=names)) == MOST
