"""Symbols of United Nations documents."""

import pytest

from service.identifiers import InvalidIdentifier, canonical_un_symbol


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A/HRC/25/63", "A/HRC/25/63"),
        ("a/hrc/25/63", "A/HRC/25/63"),
        ("A / HRC / 25 / 63", "A/HRC/25/63"),
        ("A/HRC/25/63*", "A/HRC/25/63"),
        ("A/HRC/25/63.*", "A/HRC/25/63"),
        ("UN Doc. A/HRC/25/63.", "A/HRC/25/63"),
        ("U.N. Document A/HRC/25/63", "A/HRC/25/63"),
        ("UN symbol: A/HRC/25/63", "A/HRC/25/63"),
        ("https://undocs.org/en/A/HRC/25/63", "A/HRC/25/63"),
        ("https://docs.un.org/A/HRC/25/63?direct=true", "A/HRC/25/63"),
        ("Ａ／ＨＲＣ／２５／６３", "A/HRC/25/63"),
        ("A/HRC/25/CRP.1", "A/HRC/25/CRP.1"),
        ("S/RES/1718 (2006)", "S/RES/1718 (2006)"),
        ("S/RES/1718(2006)", "S/RES/1718 (2006)"),
        ("undocs.org/S/RES/1718%20( 2006 )", "S/RES/1718 (2006)"),
        ("E/CN.4/2005/34", "E/CN.4/2005/34"),
        ("A/69/PV.23 (Resumption 1)", "A/69/PV.23 (RESUMPTION 1)"),
        ("A/RES/217(III)[A]", "A/RES/217 (III)[A]"),
        ("A/HRC/RES/S–17/1", "A/HRC/RES/S-17/1"),
        ("CRC/C/PRK/CO/5/Add.1", "CRC/C/PRK/CO/5/ADD.1"),
    ],
)
def test_symbol_has_one_canonical_form(written: str, expected: str) -> None:
    assert canonical_un_symbol(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "and/or", "COI 2014", "A/HRC", "A//63", "2014/15", "A/HRC/25/63 (", "A/북/1", "A/4 paper"],
)
def test_what_is_plainly_no_symbol_is_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        canonical_un_symbol(written)
