"""International Standard Book Numbers (ISO 2108), of ten and of thirteen digits."""

import re

from service.identifiers.text import bare, printed, refusal

LEAD = re.compile(r"(?:urn:\s*)?isbn(?:[-\s]?1[03]\s*:|-1[03])?\s*:?\s*", re.IGNORECASE)
SHAPE = re.compile(r"(?P<ten>[0-9]{9}[0-9X])|97[89][0-9]{10}")


def canonical_isbn(text: str) -> str:
    """Bring an ISBN-10 or ISBN-13 to thirteen digits. Check digits are verified.

    Raises:
        InvalidIdentifier: if it is not an ISBN, or its check digit is another.
    """
    number = LEAD.sub("", bare(printed(text)), count=1)
    number = re.sub(r"[-\s]", "", number).upper()
    found = SHAPE.fullmatch(number)
    if not found:
        raise refusal(text, "an ISBN", "an ISBN has 10 digits, or 13 that begin with 978 or 979.")
    body = number[:-1]
    expected = check_digit_of_ten(body) if found["ten"] else check_digit(body)
    if number[-1] != expected:
        raise refusal(
            text,
            "an ISBN",
            f"its check digit should be {expected}. Check the number printed on the report.",
        )
    thirteen = f"978{body}" if found["ten"] else body
    return thirteen + check_digit(thirteen)


def check_digit(body: str) -> str:
    """Compute the last digit of an ISBN-13 from its first twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return str(-total % 10)


def check_digit_of_ten(body: str) -> str:
    """Compute the last digit of an ISBN-10, which may be X, from its first nine."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(body))
    return "0123456789X"[-total % 11]
