"""What people type into a search box, read as clauses. Every text can be read."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from service.errors import InvalidRequest
from service.search.analysis import fold, runs

LONGEST_QUERY = 64
QUOTES = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c-\u300f\u301d-\u301f]")
HYPHENS = re.compile(r"(?<!\S)[\u2010-\u2015\u2212](?=\S)")
CLAUSE = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>title|author|outlet|topic|quote|year):)?
    (?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))""",
    re.VERBOSE | re.IGNORECASE,
)
YEARS = re.compile(r"(\d{4})(?:\.\.(\d{4})?)?|\.\.(\d{4})", re.ASCII)


@dataclass(frozen=True)
class Clause:
    """A word or phrase, perhaps in one field only, perhaps excluded; or a span of years."""

    text: str
    field: str | None = None
    phrase: bool = False
    prefix: bool = False
    excluded: bool = False
    years: tuple[int, int] | None = None


Group = tuple[Clause, ...]
"""Clauses of which one must match: those that OR stands between."""


@lru_cache(maxsize=256)
def parse(text: str) -> tuple[Group, ...]:
    """Read a text as groups that must all match.

    `word`, `"a phrase"`, `-without`, `this OR that`, `title:word`, `year:2019..2023`, `begin*`.
    What makes no sense as an operator is a word.

    Raises:
        InvalidRequest: if the text has more words than one search can look for.
    """
    plain = HYPHENS.sub("-", QUOTES.sub('"', unicodedata.normalize("NFKC", text)))
    check_length(plain)
    groups: list[list[Clause]] = []
    joined = False
    found = [match for match in CLAUSE.finditer(plain) if match["phrase"] != ""]
    for place, match in enumerate(found):
        if match[0] in ("OR", "|") and 0 < place < len(found) - 1 and not joined:
            joined = True
        elif joined:
            groups[-1].append(read_clause(match))
            joined = False
        else:
            groups.append([read_clause(match)])
    return tuple(map(tuple, groups))


def check_length(text: str) -> None:
    """Refuse a text with too many words, or with as many changes of its script."""
    count = max(len(text.split()), len(runs(fold(text))))
    if count > LONGEST_QUERY:
        raise InvalidRequest(
            f"`q` has {count} words; at most {LONGEST_QUERY} can be looked for at once. "
            "Leave out words, or send a phrase of the text you look for."
        )


def read_clause(match: re.Match[str]) -> Clause:
    """Read one clause: its field, its words, its operators."""
    name = match["field"].lower() if match["field"] else None
    text = match["word"] if match["phrase"] is None else match["phrase"]
    excluded = match["minus"] is not None
    if name == "year":
        if years := read_years(text):
            return Clause(text, excluded=excluded, years=years)
        name, text = None, f"year:{text}"
    stem = text.rstrip("*")
    prefix = match["phrase"] is None and stem not in (text, "")
    return Clause(stem if prefix else text, name, match["phrase"] is not None, prefix, excluded)


def read_years(text: str) -> tuple[int, int] | None:
    """Read `2019`, `2019..2023`, `2019..` or `..2023`; anything else is no span of years."""
    match = YEARS.fullmatch(text)
    if match is None:
        return None
    if match[3]:
        return 1, int(match[3])
    return int(match[1]), int(match[2] or ("9999" if ".." in text else match[1]))
