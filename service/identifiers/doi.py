"""DOI names (ISO 26324), such as `10.6028/nbs.bms.11`."""

import re

from service.identifiers.text import refusal, unwrapped

LEAD = re.compile(
    r"""(?:(?:urn:|info:)?doi(?!\.org)\s*[:/=]?\s*)?
    (?P<resolver>(?:https?://)?(?:dx\.|www\.)?doi\.org/\s*)?
    (?:doi:\s*)?""",
    re.IGNORECASE | re.VERBOSE,
)
PLAIN = re.compile(r"10\.[0-9]{4,9}/[A-Za-z0-9._-]{0,100}[A-Za-z0-9]")
"""Most DOIs, which stand there as they are registered."""
SHAPE = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")


def canonical_doi(text: str) -> str:
    """Bring any spelling of a DOI to `10.prefix/suffix`, its ASCII letters in lower case.

    DOIs compare without regard to ASCII case: https://www.doi.org/doi-handbook/HTML/

    Raises:
        InvalidIdentifier: if it is not a DOI.
    """
    if PLAIN.fullmatch(text):
        return text.lower()
    name = unwrapped(text, LEAD)
    if not SHAPE.fullmatch(name):
        raise refusal(
            text, "a DOI", "a DOI is '10.', digits, '/' and a name, such as 10.6028/NBS.BMS.11."
        )
    if name.isascii():
        return name.lower()
    return "".join(c.lower() if c.isascii() else c for c in name)
