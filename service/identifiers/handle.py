"""Handles (RFC 3650), such as `2027/mdp.39015012345678`."""

import re

from service.identifiers.text import refusal, unwrapped

LEAD = re.compile(
    r"""(?:info:hdl/|(?:urn:)?(?:hdl|handle)\s*:\s*)?
    (?P<resolver>(?:https?://)?(?:www\.)?hdl\.handle\.net/\s*)?
    (?:hdl:\s*)?""",
    re.IGNORECASE | re.VERBOSE,
)
SHAPE = re.compile(r"(?:[0-9]+|[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+)/\S+")


def canonical_handle(text: str) -> str:
    """Bring any spelling of a handle to `prefix/name`. Case is kept: some servers regard it.

    Raises:
        InvalidIdentifier: if it is not a handle.
    """
    name = unwrapped(text, LEAD)
    if not SHAPE.fullmatch(name):
        raise refusal(
            text, "a handle", "a handle is a number, '/' and a name, such as 2027/mdp.39015."
        )
    return name
