"""BibTeX, for LaTeX and reference managers.

https://ctan.org/pkg/bibtex; what other programs made of it is at https://www.bibtex.com/format/
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from service.formats.citable import Citable, cite
from service.formats.format import Document, Wish
from service.formats.names import Name
from service.formats.plain import encoded

TYPES = {
    "book": "book",
    "book_part": "incollection",
    "conference_paper": "inproceedings",
    "article": "article",
    "interview": "article",
    "opinion": "article",
    "wire_copy": "article",
    "broadcast": "misc",
    "podcast": "misc",
    "social": "misc",
    "document": "misc",
}
"""Entry types by types of report and by media; all else is a `techreport`."""
CONTAINERS = {"article": "journal", "misc": "howpublished"}
PUBLISHERS = {"techreport": "institution"}
SERIES = {"incollection": "booktitle", "inproceedings": "booktitle"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPECIAL = {
    **{one: f"\\{one}" for one in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "`": r"\textasciigrave{}",
    "'": "'{}",
    "|": r"\textbar{}",
    "-": "-{}",
    ",": ",{}",
}
"""What LaTeX would not print as it is; braces stay balanced, as BibTeX counts them."""
SEPARATOR = re.compile(r",|\b[Aa][Nn][Dd]\b|(?:^|\s)[a-z]")
"""What programs take for the end of a name, or for a particle."""
NEEDS_ESCAPE = re.compile(r"[&%$#_\\{}~^<>`|]")
LIGATURE = re.compile(r"(?<=')'|'(?=')|-(?=-)|,(?=,)")
"""What LaTeX makes one character of, if the same follows."""


def write_bibtex(document: Document, wish: Wish) -> bytes:
    """Write a report or mention as one entry."""
    work = cite(document, wish)
    entry = TYPES.get(work.type, "techreport")
    lines = ",\n".join([f"  {name} = {value}" for name, value in fields(work, entry)])
    return f"@{entry}{{{work.key},\n{lines}\n}}\n".encode()


def fields(work: Citable, entry: str) -> Iterator[tuple[str, str]]:
    """Go through the fields that are known."""
    kept: dict[str, str | None] = {
        "title": work.title and f"{{{escape(work.title)}}}",
        "author": people(work.creators),
        "editor": people(work.editors),
        "translator": people(work.translators),
        PUBLISHERS.get(entry, "publisher"): " and ".join(map(collective, work.publishers)),
        CONTAINERS.get(entry, "journal"): work.container and escape(work.container),
        SERIES.get(entry, "series"): work.series and escape(work.series),
        "volume" if entry == "book" else "number": escape(number(work)),
        "isbn": ", ".join(work.isbns),
        "issn": ", ".join(work.issns),
        "doi": encoded(work.doi or ""),
        "url": work.url,
        "language": work.language,
        "keywords": escape(", ".join(work.keywords)),
        "abstract": work.abstract and escape(work.abstract),
    }
    if work.date:
        yield "year", f"{{{work.date[0]:04}}}"
    if work.date[1:]:
        yield "month", MONTHS[work.date[1] - 1]
    if work.date[2:]:
        yield "day", f"{{{work.date[2]}}}"
    yield from ((name, f"{{{value}}}") for name, value in kept.items() if value)


def number(work: Citable) -> str:
    """Return the report's own numbers, or else its number in the series."""
    return ", ".join(work.numbers) or work.series_number or ""


def people(names: tuple[Name, ...]) -> str:
    """Write names; what is in braces is not taken apart."""
    return " and ".join(
        f"{part(one.family)}, {part(one.given)}" if one.family else collective(one.literal)
        for one in names
    )


@lru_cache(maxsize=4096)
def part(name: str) -> str:
    """Write the family or given name; one that could be taken apart is kept together."""
    is_plain = not (SEPARATOR.search(name) or name != escape(name))
    return name if is_plain else collective(name)


@lru_cache(maxsize=4096)
def collective(name: str) -> str:
    """Write a name that has no parts."""
    return f"{{{escape(name)}}}"


def escape(text: str) -> str:
    """Write text so that LaTeX prints it as it is."""
    plain = NEEDS_ESCAPE.sub(special, text)
    has_two = "''" in text or "--" in text or ",," in text
    return LIGATURE.sub(special, plain) if has_two else plain


def special(found: re.Match[str]) -> str:
    """Write a character that LaTeX would not print as it is."""
    return SPECIAL[found.group()]
