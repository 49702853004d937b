"""Pages for people: one frame around a text, filled without scripts or requests elsewhere."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from string import Template

from starlette.requests import Request
from starlette.responses import Response

from service.schemas.language_names import WRITTEN, language_names
from service.web.html import Html, element, written
from service.web.http.content import Content, send

CODE = re.compile("`([^`]+)`")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


NOTHING = Html()


@lru_cache
def template(name: str) -> Template:
    """Read one of our own HTML files; `$name` in it stands for a value."""
    return Template(resources.files("service.static").joinpath(name).read_text("utf-8"))


def fill(name: str, **values: str) -> Html:
    """Put texts, or filled templates, into a template."""
    return Html(template(name).substitute({key: written(text) for key, text in values.items()}))


@lru_cache
def look() -> str:
    """Return what changes when a page of the same record would be written otherwise."""
    sources = (
        "service.static",
        "service.web",
        "service.web.pages",
        "service.formats",
        "service.schemas",
    )
    files = (file for name in sources for file in resources.files(name).iterdir() if file.is_file())
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda one: one.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def other_than(language: str) -> str:
    """Return the other language of pages."""
    return next(one for one in WRITTEN if one != language)


def prose(text: str) -> Html:
    """Write a sentence of ours as HTML: what stands in backquotes is code."""
    return Html(CODE.sub(r"<code>\1</code>", written(text)))


@dataclass(frozen=True)
class Page:
    """A page: its title, its main part, its language, and what else its head says.

    `other` is the address of the page in the other language, if it is written in both.
    """

    title: str
    main: Html
    language: str = "en"
    head: Html = NOTHING
    other: str = ""

    def write(self) -> bytes:
        """Put the frame around the main part."""
        top = fill(f"top.{self.language}.html", other=self.translation() if self.other else NOTHING)
        values = {"language": self.language, "title": self.title, "head": self.head}
        return fill("page.html", **values, top=top, main=self.main).encode()

    def translation(self) -> Html:
        """Link to the page in the other language, by that language's own name."""
        other = other_than(self.language)
        name = language_names(other)[WRITTEN.index(other)]
        return element("a", name, href=self.other, lang=other, hreflang=other)


def show_page(request: Request, page: Page, policy: str = POLICY) -> Response:
    """Answer with a page that does not come from the ledger."""
    headers = {
        "Content-Security-Policy": policy,
        "Content-Language": page.language,
        "Vary": "Accept, Accept-Language",
    }
    return send(request, Content(page.write(), "text/html"), headers)
