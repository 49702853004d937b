import base64
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidCursor
from service.web.http.cursor import read_cursor, write_cursor

QUERY = {"q": "rights", "sort": "published"}
POSITIONS = st.lists(
    st.integers(0, 2**63) | st.floats(allow_nan=False, allow_infinity=False), max_size=3
)


@given(POSITIONS)
def test_a_cursor_leads_back_to_its_position(position: list[float]) -> None:
    cursor = write_cursor("secret", QUERY, tuple(position))
    assert set(cursor) <= set(ascii_letters + digits + "-_")
    assert read_cursor("secret", QUERY, cursor) == tuple(position)


@pytest.mark.parametrize("cursor", [None, "*"])
def test_the_start_has_no_position(cursor: str | None) -> None:
    assert read_cursor("secret", QUERY, cursor) is None


def test_page_and_size_do_not_belong_to_the_query() -> None:
    cursor = write_cursor("secret", QUERY | {"limit": 3, "cursor": "*"}, (1,))
    assert read_cursor("secret", QUERY | {"limit": 5, "cursor": cursor}, cursor) == (1,)


def test_a_cursor_of_another_query_or_catalogue_is_refused() -> None:
    cursor = write_cursor("secret", QUERY, (1,))
    with pytest.raises(InvalidCursor, match="another query"):
        read_cursor("secret", QUERY | {"q": "other"}, cursor)
    with pytest.raises(InvalidCursor, match="broken"):
        read_cursor("other", QUERY, cursor)


@given(st.text(max_size=100))
def test_nonsense_is_refused(cursor: str) -> None:
    if cursor != "*":
        with pytest.raises(InvalidCursor):
            read_cursor("secret", QUERY, cursor)


@given(st.integers(0, 1000), st.sampled_from(ascii_letters + digits + "-_ !\x00가"))
def test_a_changed_cursor_is_refused(place: int, character: str) -> None:
    cursor = write_cursor("secret", QUERY, (12345, 678.5))
    place %= len(cursor)
    changed = cursor[:place] + character + cursor[place + 1 :]
    longer = cursor[:place] + character + cursor[place:]
    for other in {changed, longer, cursor[:place]} - {cursor}:
        with pytest.raises(InvalidCursor):
            read_cursor("secret", QUERY, other)


def test_a_forged_position_is_refused() -> None:
    packed = base64.urlsafe_b64decode(write_cursor("secret", QUERY, (1,)) + "==")
    forged = base64.urlsafe_b64encode(packed.replace(b",1]", b",2]")).decode().rstrip("=")
    with pytest.raises(InvalidCursor, match="broken"):
        read_cursor("secret", QUERY, forged)
