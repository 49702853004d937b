"""Symbols of United Nations documents, such as `A/HRC/25/63` and `S/RES/1718 (2006)`."""

import re

from service.identifiers.text import bare, refusal, unwrapped

LEAD = re.compile(
    r"""(?:u\.?n\.?\s+)?(?:doc(?:ument)?\b\.?\s*)?(?:symbol\b)?\s*:?\s*
    (?P<resolver>(?:https?://)?(?:www\.)?(?:undocs|docs\.un)\.org/(?:(?:ar|en|es|fr|ru|zh)/)?)?""",
    re.IGNORECASE | re.VERBOSE,
)
PART = r"[A-Z0-9][A-Z0-9.-]*(?: \([A-Z0-9][A-Z0-9 .-]*\))?(?:\[[A-Z]+\])?"
SHAPE = re.compile(rf"(?=.*[0-9])[A-Z]{{1,8}}(?:/{PART})+")
SHORT = re.compile(r"(?:PV\.[0-9]+|[0-9]{3,})(?: .*)?")

BODIES = frozenset(
    {
        "A",
        "AC",
        "ACABQ",
        "APLC",
        "BWC",
        "CAC",
        "CAT",
        "CBD",
        "CCM",
        "CCPR",
        "CCW",
        "CD",
        "CEB",
        "CED",
        "CEDAW",
        "CERD",
        "CMW",
        "CRC",
        "CRPD",
        "CTOC",
        "DC",
        "DP",
        "E",
        "ECE",
        "FCCC",
        "GC",
        "HRI",
        "HS",
        "HSP",
        "ICCD",
        "ICCPR",
        "IDB",
        "ISBA",
        "ITC",
        "JIU",
        "LC",
        "LOS",
        "NPT",
        "OPCAT",
        "PBC",
        "PCN",
        "S",
        "SAICM",
        "SPLOS",
        "ST",
        "T",
        "TD",
        "UNEP",
        "UNFF",
        "UNFPA",
        "UNITAR",
        "UNU",
        "UNW",
    }
)
"""First parts of symbols: the organs, treaty bodies and programmes that number documents."""


def canonical_un_symbol(text: str) -> str:
    """Bring a symbol to upper case, without spaces but for one before a bracket.

    Labels, addresses at undocs.org and the asterisk of a reissued document are left out.
    How symbols are built: https://research.un.org/en/docs/symbols

    Raises:
        InvalidIdentifier: if it is not built like a symbol.
    """
    symbol = bare(unwrapped(text, LEAD).upper().replace("*", ""))
    symbol = re.sub(r"\s*/\s*", "/", symbol)
    symbol = re.sub(r"\s*\(\s*", " (", symbol)
    symbol = re.sub(r"\s*([)\[\]])\s*", r"\1", symbol)
    if not SHAPE.fullmatch(symbol):
        raise refusal(
            text, "a UN document symbol", "a symbol is parts joined by '/', such as A/HRC/25/63."
        )
    return symbol


def known_un_symbol(text: str) -> str:
    """Bring a symbol to canonical form, if it can be nothing else: a known body numbered it.

    Raises:
        InvalidIdentifier: if it is not a symbol, or could as well be words joined by '/'.
    """
    symbol = canonical_un_symbol(text)
    body, *parts = symbol.split("/")
    if body not in BODIES or (len(parts) == 1 and not SHORT.fullmatch(parts[0])):
        raise refusal(text, "a UN document symbol", "no known body of the UN numbers so.")
    return symbol
