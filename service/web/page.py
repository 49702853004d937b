"""Pages for people: one frame around a text, filled without scripts or requests elsewhere."""

import html
import re
from functools import lru_cache
from importlib import resources
from string import Template

from starlette.requests import Request
from starlette.responses import Response

from service.web.content import Content, send

LANGUAGES = ("en", "ko")
CODE = re.compile("`([^`]+)`")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Html(str):
    """Text that is HTML already; all other text is shown as it is, never run."""

    __slots__ = ()


@lru_cache
def template(name: str) -> Template:
    """Read one of our own HTML files; `$name` in it stands for a value."""
    return Template(resources.files("service.static").joinpath(name).read_text("utf-8"))


def fill(name: str, **values: str) -> Html:
    """Put texts, or filled templates, into a template."""
    written = {
        key: value if isinstance(value, Html) else html.escape(value)
        for key, value in values.items()
    }
    return Html(template(name).substitute(written))


def prose(text: str) -> Html:
    """Write a sentence of ours as HTML: what stands in backquotes is code."""
    return Html(CODE.sub(r"<code>\1</code>", html.escape(text)))


def show_page(
    request: Request, title: str, main: Html, language: str = "en", policy: str = POLICY
) -> Response:
    """Answer with a page."""
    head = fill(f"head.{language}.html")
    page = fill("page.html", language=language, title=title, head=head, main=main)
    headers = {
        "Content-Security-Policy": policy,
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    return send(request, Content(page.encode(), "text/html"), headers)
