"""ISSNs of series and journals."""

import pytest

from service.identifiers import InvalidIdentifier, canonical_issn


@pytest.mark.parametrize(
    "written",
    [
        "2049-3630",
        "20493630",
        "ISSN 2049-3630",
        "eISSN: 2049–3630",
        "urn:issn:2049-3630",
        "ISSN-L 2049 3630.",
    ],
)
def test_issn_has_one_canonical_form(written: str) -> None:
    assert canonical_issn(written) == "2049-3630"


def test_issn_may_end_with_x() -> None:
    assert canonical_issn("issn 2434-561x") == "2434-561X"


def test_issn_with_wrong_check_digit_is_refused() -> None:
    with pytest.raises(InvalidIdentifier, match=r"its check digit should be 0\. Check the number"):
        canonical_issn("2049-3631")


@pytest.mark.parametrize("written", ["", "2049", "2049-36301", "2049-X630", "words"])
def test_what_is_no_issn_is_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        canonical_issn(written)
