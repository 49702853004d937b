"""Handles in the spellings that repositories print."""

import pytest

from service.identifiers import InvalidIdentifier, canonical_handle


@pytest.mark.parametrize(
    "written",
    [
        "2027/mdp.39015Ab",
        "hdl:2027/mdp.39015Ab",
        "HDL: 2027/mdp.39015Ab.",
        "https://hdl.handle.net/2027/mdp.39015Ab",
        "http://hdl.handle.net/2027%2Fmdp.39015Ab?urlappend=x#top",
        "<info:hdl/2027/mdp.39015Ab>",
    ],
)
def test_handle_has_one_canonical_form_and_keeps_case(written: str) -> None:
    assert canonical_handle(written) == "2027/mdp.39015Ab"


@pytest.mark.parametrize("written", ["", "and/or", "2027", "2027/", "hdl:", "2027/a b"])
def test_what_is_no_handle_is_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier, match=r"not (a handle|an identifier)"):
        canonical_handle(written)
