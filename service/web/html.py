"""HTML: elements made of texts, so that no text can become anything else."""

import html
import re

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""What HTML cannot hold, or what moves text to where it does not belong."""
WITHOUT_CONTENT = ("link", "meta", "input", "rect")


class Html(str):
    """Text that is HTML already; all other text is shown as it is, never run."""

    __slots__ = ()


Content = str | None
"""Text, HTML, or nothing."""


def written(text: str) -> Html:
    """Write a text as HTML, for elements and attributes alike."""
    return text if isinstance(text, Html) else Html(html.escape(UNPRINTABLE.sub(" ", text)))


def together(*parts: Content) -> Html:
    """Put parts one after the other."""
    return Html("".join(written(part) for part in parts if part is not None))


def joined(separator: str, parts: list[Html]) -> Html:
    """Put parts one after the other, with something between them."""
    return Html(written(separator).join(parts))


def element(tag: str, /, *content: Content, **attributes: Content) -> Html:
    """Write an element; `class_` and `for_` stand for words of Python, `_` for a hyphen.

    An attribute that is `None` is left out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{written(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if tag in WITHOUT_CONTENT:
        return Html(f"<{tag}{given}>" if tag != "rect" else f"<{tag}{given}/>")
    return Html(f"<{tag}{given}>{together(*content)}</{tag}>")


def paragraphs(text: str) -> Html:
    """Write a text of several paragraphs, as its line breaks have them."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text)]
    return together(*(element("p", part) for part in parts if part))
