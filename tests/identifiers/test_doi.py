"""DOIs in every spelling that reports print."""

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.identifiers import InvalidIdentifier, canonical_doi

SUFFIXES = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:", min_size=1
)
SPELLINGS = ("{}", "doi:{}", "DOI: {}.", "doi {}", "<https://doi.org/{}>", " http://dx.doi.org/{} ")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10.6028/NBS.BMS.11", "10.6028/nbs.bms.11"),
        ("doi:10.6028/nbs.bms.11", "10.6028/nbs.bms.11"),
        ("DOI: https://doi.org/10.6028/NBS.BMS.11.", "10.6028/nbs.bms.11"),
        ("info:doi/10.6028/NBS.BMS.11", "10.6028/nbs.bms.11"),
        ("doi.org/10.6028/NBS.BMS.11", "10.6028/nbs.bms.11"),
        ("dx.doi.org/10.6028/NBS.BMS.11", "10.6028/nbs.bms.11"),
        ("https://doi.org/10.6028%2FNBS.BMS.11?from=mail#top", "10.6028/nbs.bms.11"),
        ("(doi:10.6028/NBS.BMS.11),", "10.6028/nbs.bms.11"),
        ("10.6028/nbs\u200b.bms.11", "10.6028/nbs.bms.11"),
        ("１０．６０２８／ＮＢＳ．ＢＭＳ．１１", "10.6028/nbs.bms.11"),
        ("10.1000.10/a‐b", "10.1000.10/a-b"),
        ("10.1016/0014(93)80001", "10.1016/0014(93)80001"),
        ("10.1002/%3C1::AID%3E3.0.CO;2-1", "10.1002/<1::aid>3.0.co;2-1"),
        ("10.1000/Ångström", "10.1000/Ångström"),
        (unicodedata.normalize("NFD", "10.1000/Ångström"), "10.1000/Ångström"),
    ],
)
def test_doi_has_one_canonical_form(written: str, expected: str) -> None:
    assert canonical_doi(written) == expected


@settings(deadline=None)
@given(suffix=SUFFIXES, spelling=st.sampled_from(SPELLINGS), safe=st.sampled_from(["", "/", "/:"]))
def test_every_printed_spelling_of_a_doi_agrees(suffix: str, spelling: str, safe: str) -> None:
    doi = f"10.1234/{suffix}x"
    assert canonical_doi(spelling.format(doi)) == doi.lower()
    assert canonical_doi(spelling.format(quote(doi, safe=safe))) == doi.lower()


@pytest.mark.parametrize(
    "written",
    [
        "",
        "10.6028",
        "10.1/x",
        "11.6028/x",
        "10.6028/",
        "10.6028/a b",
        "doi:",
        "and/or",
        "10.1000/%00",
    ],
)
def test_what_is_no_doi_is_refused(written: str) -> None:
    with pytest.raises(InvalidIdentifier):
        canonical_doi(written)


def test_refusal_says_what_a_doi_looks_like() -> None:
    with pytest.raises(InvalidIdentifier, match=r"'and/or' is not a DOI: .* such as 10\.6028/"):
        canonical_doi("and/or")


def test_doi_escaped_without_end_is_refused() -> None:
    with pytest.raises(InvalidIdentifier, match="percent-encoded many times"):
        canonical_doi("10.1000/%" + "25" * 500 + "41")
