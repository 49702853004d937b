"""Numbers that publishers give themselves: report numbers, job numbers, bill numbers."""

from service.identifiers.text import clean


def canonical_local_number(text: str) -> str:
    """Trim a number and make each white space in it one space (NFC). Case is kept.

    Raises:
        InvalidIdentifier: if it is empty, too long, or holds what is not text.
    """
    return clean(text, "NFC")
