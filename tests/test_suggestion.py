import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.suggestion import did_you_mean

KNOWN = ("topic", "-topic", "limit", "published_from", "published_to", "year")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("topics", "topic"),
        ("LIMIT", "limit"),
        ("lmit", "limit"),
        ("-tpoic", "-topic"),
        ("publishedfrom", "published_from"),
        ("yaer", "year"),
    ],
)
def test_the_nearest_name_comes_first(name: str, first: str) -> None:
    assert did_you_mean(name, KNOWN)[0] == first


@pytest.mark.parametrize("name", ["", "colour", "x" * 100_000, "가", 5, None])
def test_where_nothing_is_near_nothing_is_suggested(name: object) -> None:
    assert did_you_mean(name, KNOWN) == []


@given(st.text())
def test_only_known_names_are_suggested(name: str) -> None:
    found = did_you_mean(name, KNOWN)
    assert set(found) <= set(KNOWN)
    assert len(found) <= 3
