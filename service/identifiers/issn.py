"""International Standard Serial Numbers (ISO 3297), such as `2049-3630`."""

import re

from service.identifiers.text import bare, printed, refusal

LEAD = re.compile(r"(?:urn:\s*)?(?:[ep]-?)?issn(?:-l)?\s*:?\s*", re.IGNORECASE)
SHAPE = re.compile(r"([0-9]{4})[-\s]*([0-9]{3})([0-9X])")


def canonical_issn(text: str) -> str:
    """Bring an ISSN to `1234-567X`. The check digit is verified.

    Raises:
        InvalidIdentifier: if it is not an ISSN, or its check digit is another.
    """
    number = LEAD.sub("", bare(printed(text)), count=1).upper()
    found = SHAPE.fullmatch(number)
    if not found:
        raise refusal(text, "an ISSN", "an ISSN has 8 digits, such as 2049-3630.")
    first, second, last = found.groups()
    expected = check_digit(first + second)
    if last != expected:
        raise refusal(
            text,
            "an ISSN",
            f"its check digit should be {expected}. Check the number printed on the series.",
        )
    return f"{first}-{second}{last}"


def check_digit(body: str) -> str:
    """Compute the last digit of an ISSN, which may be X, from its first seven."""
    total = sum(int(digit) * (8 - place) for place, digit in enumerate(body))
    return "0123456789X"[-total % 11]
