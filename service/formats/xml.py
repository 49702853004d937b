"""XML: text and attributes that can be written into it, whatever they hold."""

import html
import re
from collections.abc import Mapping
from functools import lru_cache

from service.formats.plain import web_address

UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, or says is better left out; of white space tab and line feed stay."""


def escape(text: str) -> str:
    """Write text for XML or HTML, as content or as an attribute's value."""
    return html.escape(text if text.isprintable() else UNWRITABLE.sub(" ", text))


def element(name: str, text: str | None, attributes: str = "") -> str:
    """Write an element that holds text, or nothing where there is none."""
    return f"<{name}{attributes}>{escape(text)}</{name}>" if text else ""


def clean_element(name: str, text: str, attributes: str = "") -> str:
    """Write an element that holds what can be written: text on one line, or HTML of ours."""
    return f"<{name}{attributes}>{html.escape(text)}</{name}>" if text else ""


recurring = lru_cache(maxsize=4096)(clean_element)
"""Writes what many records say alike: names of people, topics and places, types, languages."""


@lru_cache(maxsize=1000)
def attribute(name: str, text: str | None) -> str:
    """Write an attribute that has a value; most have one of a few, in every record."""
    return f' {name}="{escape(text)}"' if text else ""


def written(attributes: Mapping[str, str | None]) -> str:
    """Write the attributes that have a value."""
    return "".join(attribute(name, text) for name, text in attributes.items())


def link(text: str, url: str | None) -> str:
    """Write text as a link of HTML, if there is an address that is safe to open."""
    address = web_address(url)
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)
