"""ISBNs of ten and of thirteen digits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.identifiers import InvalidIdentifier, canonical_isbn


def isbn_of_ten(body: str) -> str:
    """Find the check digit by trying all of them: the weighted sum must divide by eleven."""
    for last in range(11):
        digits = [*map(int, body), last]
        if sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11:
            continue
        return body + "0123456789X"[last]
    raise AssertionError(body)


@pytest.mark.parametrize(
    "written",
    [
        "9780999535813",
        "978-0-9995358-1-3",
        "ISBN 978-0-9995358-1-3",
        "ISBN-13: 978–0–9995358–1–3.",
        "isbn:978 0 9995358 1 3",
        "(urn:isbn:9780999535813)",
        "0-9995358-1-1",
        "ISBN-10: 0-9995358-1-1",
        "ISBN 10: 0999535811",
        "９７８０９９９５３５８１３",
        "978\u00ad0\u200b999535813",
    ],
)
def test_isbn_becomes_thirteen_digits(written: str) -> None:
    assert canonical_isbn(written) == "9780999535813"


@settings(deadline=None)
@given(body=st.from_regex("[0-9]{9}", fullmatch=True))
def test_isbn_of_ten_and_its_thirteen_agree(body: str) -> None:
    thirteen = canonical_isbn(isbn_of_ten(body))
    assert thirteen.startswith(f"978{body}")
    assert canonical_isbn(thirteen) == thirteen


@settings(deadline=None)
@given(body=st.from_regex("97[89][0-9]{9}", fullmatch=True))
def test_one_check_digit_of_ten_fits(body: str) -> None:
    def fits(last: int) -> bool:
        try:
            return canonical_isbn(f"{body}{last}") == f"{body}{last}"
        except InvalidIdentifier:
            return False

    assert sum(map(fits, range(10))) == 1


def test_isbn_may_end_with_x() -> None:
    assert canonical_isbn("0-8044-2957-x") == "9780804429573"


@pytest.mark.parametrize(
    ("written", "digit"),
    [("978-0-9995358-1-4", "3"), ("0-9995358-1-X", "1"), ("0-8044-2957-1", "X")],
)
def test_isbn_with_wrong_check_digit_is_refused(written: str, digit: str) -> None:
    expected = f"'{written}' is not an ISBN: its check digit should be {digit}. Check the number"
    with pytest.raises(InvalidIdentifier, match=expected):
        canonical_isbn(written)


@pytest.mark.parametrize(
    "written", ["", "ISBN", "12", "1234567890123", "97809995358133", "٠٩٩٩٥٣٥٨١١"]
)
def test_what_is_no_isbn_is_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        canonical_isbn(written)
