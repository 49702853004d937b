"""XML: text and attributes that can be written into it, whatever they hold."""

import html
import re
from collections.abc import Mapping

from service.formats.plain import web_address

UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, or says is better left out; of white space tab and line feed stay."""


def escape(text: str) -> str:
    """Write text for XML or HTML, as content or as an attribute's value."""
    return html.escape(text if text.isprintable() else UNWRITABLE.sub(" ", text))


def element(name: str, text: str | None, attributes: Mapping[str, str | None] | None = None) -> str:
    """Write an element that holds text, or nothing where there is none."""
    if not text:
        return ""
    return f"<{name}{written(attributes) if attributes else ''}>{escape(text)}</{name}>"


def written(attributes: Mapping[str, str | None]) -> str:
    """Write the attributes that have a value."""
    return "".join(f' {name}="{escape(text)}"' for name, text in attributes.items() if text)


def link(text: str, url: str | None) -> str:
    """Write text as a link of HTML, if there is an address that is safe to open."""
    address = web_address(url)
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)
