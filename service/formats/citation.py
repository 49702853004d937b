"""Citations as readers see them, formatted by the styles of the Citation Style Language.

https://citationstyles.org
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any, SupportsIndex

import pydantic_core

from service.errors import FieldError, InvalidRequest
from service.formats.citable import cite
from service.formats.citation_styles import library, load, locales, style_named
from service.formats.csl import item
from service.formats.format import Document, Wish
from service.languages import best_language

NOT_SHOWN = ("abstract", "keyword")
"""Members that no citation shows."""
rendering = Lock()
"""The library keeps what it is doing in the style, so one citation is made at a time."""


def write_citation(document: Document, wish: Wish) -> bytes:
    """Write a report or mention as a citation in plain text, one line.

    Raises:
        InvalidRequest: if there is no such style.
    """
    made = item(cite(document, wish))
    work = {name: value for name, value in made.items() if name not in NOT_SHOWN}
    if work.get("publisher") == "; ".join(one.get("literal", "") for one in work.get("author", ())):
        del work["publisher"]  # it is named already, as the author
    style = style_named(wish.style)
    return render(pydantic_core.to_json(work), style, locale_of(wish)).encode()


@lru_cache(maxsize=4096)
def render(written: bytes, style: str, locale: str) -> str:
    """Format one item of CSL-JSON, as a bibliography lists it, or else as a footnote does.

    This takes 3 to 30 milliseconds.

    Raises:
        InvalidRequest: if the library cannot follow the style, as happens with one in fifty.
    """
    work = pydantic_core.from_json(written)
    with rendering:
        return render_item(work, style, locale)


def render_item(work: Mapping[str, Any], style: str, locale: str) -> str:
    """Format one item, while nobody else does; raises InvalidRequest."""
    citeproc, plain = library(), import_module("citeproc.formatter.plain")
    source = import_module("citeproc.source.json").CiteProcJSON([with_given_names(work)])
    found = load(style, locale)
    bibliography = citeproc.CitationStylesBibliography(found, source, plain)
    cited = citeproc.Citation([citeproc.CitationItem(work["id"])])
    bibliography.register(cited)
    try:
        if found.has_bibliography():
            parts = [str(part) for entry in bibliography.bibliography() for part in entry]
        else:
            parts = [str(bibliography.cite(cited, None))]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        text = f"{style!r} cannot write this record: take another style"
        raise InvalidRequest(f"style: {text}.", errors=[FieldError("style", text)]) from error
    return " ".join("".join(parts).split()) + "\n"


class GivenName(str):
    """A given name such as `Yeo-sang`: both parts have initials, though one is no capital."""

    __slots__ = ()

    def split(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        """Take the name apart; at hyphens, as is done for initials, with capitals."""
        parts = super().split(sep, maxsplit)
        return [part[:1].upper() + part[1:] for part in parts] if sep == "-" else parts


def with_given_names(work: Mapping[str, Any]) -> dict[str, Any]:
    """Let the library take given names apart as they should be."""
    people = {role: work[role] for role in ("author", "editor", "translator") if role in work}
    return dict(work) | {
        role: [one | {"given": GivenName(one["given"])} if "given" in one else one for one in names]
        for role, names in people.items()
    }


def locale_of(wish: Wish) -> str:
    """Return the language in which a citation is worded."""
    wanted = wish.languages or ("en-US",)
    first = wanted[0] if wanted[0] != "en" else "en-US"
    return best_language(locales(), (first, *wanted[1:], "en-US")) or "en-US"
