"""What a search box recognises, and what it leaves to the search."""

import pytest

from service.identifiers import recognise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.6028/NBS.BMS.11", [("doi", "10.6028/nbs.bms.11")]),
        ("doi:10.6028%2FNBS.BMS.11", [("doi", "10.6028/nbs.bms.11")]),
        (
            "https://doi.org/10.6028/X",
            [("doi", "10.6028/x"), ("url", "https://doi.org/10.6028/X")],
        ),
        ("hdl:2027/mdp.39015", [("handle", "2027/mdp.39015")]),
        ("978-0-9995358-1-3", [("isbn", "9780999535813")]),
        ("0999535811", [("isbn", "9780999535813")]),
        ("2049-3630", [("issn", "2049-3630")]),
        ("ISSN 20493630", [("issn", "2049-3630")]),
        ("A/HRC/25/63", [("un_symbol", "A/HRC/25/63")]),
        ("s/res/1718(2006)", [("un_symbol", "S/RES/1718 (2006)")]),
        ("S/PV.7353", [("un_symbol", "S/PV.7353")]),
        ("UN Doc. A/HRC/25/63", [("un_symbol", "A/HRC/25/63")]),
        ("www.visualatlas.org", [("url", "https://visualatlas.org/")]),
        ("nkdb.org/en", [("url", "https://nkdb.org/en")]),
        ("https://한국.kr/북한", [("url", "https://xn--3e0b707e.kr/%EB%B6%81%ED%95%9C")]),
        (" 7k3qv9m2x4ab ", [("id", "7k3qv9m2x4ab")]),
    ],
)
def test_identifier_is_recognised(text: str, expected: list[tuple[str, str]]) -> None:
    assert recognise(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "보위부",
        "북한/인권 2014",
        "human rights",
        "COI 2014",
        "and/or",
        "24/7",
        "2014/15",
        "A/4",
        "A/B test",
        "TCP/IP",
        "s/he",
        "e.g./i.e.",
        "U.S.",
        "1950-1953",
        "1914-1918",
        "20231124",
        "abcdefghjkmn",
        "7K3QV9M2X4AB",
        "978-0-9995358-1-4",
        "javascript:alert(1)",
        "see https://example.org/a for more",
        "\x00",
        "\ud800",
        "/" * 5000,
    ],
)
def test_other_text_is_left_to_the_search(text: str) -> None:
    assert recognise(text) == []
