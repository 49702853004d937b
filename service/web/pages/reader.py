"""Who reads a page: texts, dates and links in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from service.formats.plain import web_address
from service.languages import best_language
from service.schemas.language_names import WRITTEN, Words, language_names
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind
from service.schemas.vocabulary import VALUES
from service.web.html import Content, Html, element, joined, paragraphs, together, written
from service.web.pages.words import MONTHS, SENTENCES

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Reader:
    """The language of the page, and the address of the service with a slash at its end.

    `is_fixed` says that the reader chose the language, so that links keep it.
    """

    language: str
    base: str
    is_fixed: bool = False

    def word(self, words: Words, key: str) -> str:
        """Return a word of ours; what has none stands for itself."""
        found = words.get(key)
        return found[WRITTEN.index(self.language)] if found else key.replace("_", " ")

    def value(self, key: str) -> str:
        """Name a value of a field, such as a role."""
        return self.word(VALUES, key)

    def say(self, key: str, *parts: object) -> str:
        """Return a sentence of ours."""
        return self.word(SENTENCES, key).format(*parts)

    def tongue(self, tag: str) -> str:
        """Name a language, by its tag where there is no name for it."""
        return self.word({tag: language_names(tag)}, tag)

    def mark(self, tag: str | None) -> str | None:
        """Return what `lang` has to say of a text: nothing if it is in the page's language."""
        return None if tag is None or tag.partition("-")[0] == self.language else tag

    def text(self, texts: Mapping[str, str] | None, name: str | None = None) -> Html | None:
        """Write the text of a language map that the reader reads best, with its language."""
        language = best_language(list(texts or ()), (self.language,))
        if not texts or not language:
            return None
        mark = self.mark(language)
        own = element(name or "span", texts[language], lang=mark)
        return own if name or mark else written(texts[language])

    def prose(self, texts: Mapping[str, str] | None) -> Html | None:
        """Write a longer text of a language map."""
        language = best_language(list(texts or ()), (self.language,))
        if not texts or not language:
            return None
        return element("div", paragraphs(texts[language]), class_="prose", lang=self.mark(language))

    def plain(self, texts: Mapping[str, str] | None) -> str | None:
        """Return the text of a language map, without its language."""
        language = best_language(list(texts or ()), (self.language,))
        return texts[language] if texts and language else None

    def date(self, published: str | None) -> Html | None:
        """Write a date as precisely as it is known."""
        if not published:
            return None
        return element("time", self.day(published), datetime=published)

    def day(self, published: str) -> str:
        """Return a date in words: `24 November 2023`, `2023년 11월 24일`."""
        year, *rest = (int(part) for part in published[:10].split("-"))
        if self.language == "ko":
            return " ".join(f"{n}{unit}" for n, unit in zip((year, *rest), "년월일", strict=False))
        month = [MONTHS[rest[0] - 1]] if rest else []
        return " ".join((*(str(day) for day in rest[1:]), *month, str(year)))

    def address(self, kind: str, slug: str, below: str = "") -> str:
        """Return the address of a record's page."""
        own = f"{self.base}{COLLECTIONS[RecordKind(kind)]}/{quote(slug)}{below}"
        return f"{own}?lang={self.language}" if self.is_fixed else own

    def data(self, kind: str, slug: str, below: str = "") -> str:
        """Return an address of a record for programs; `below` is a suffix or a list."""
        return f"{self.base}v1/{COLLECTIONS[RecordKind(kind)]}/{quote(slug)}{below}"

    def link(self, shown: Json) -> Html:
        """Link to the page of a record that another one shows."""
        label = self.text(shown.get("label"))
        if not label and shown.get("outlet"):
            label = self.dated(self.text(shown["outlet"]), shown.get("published"))
        return element(
            "a", label or self.say("untitled"), href=self.address(shown["kind"], shown["slug"])
        )

    def dated(self, outlet: Content, published: str | None) -> Html:
        """Call what has no title by who published it, and when."""
        known = (outlet or self.say("untitled"), self.date(published))
        return joined(", ", [together(one) for one in known if one])

    def named(self, item: Json, member: str = "agent") -> Html:
        """Name someone: by the page of its own record, or as printed."""
        if item.get(member):
            return self.link(item[member])
        return element("bdi", item.get("name") or self.say("untitled"))

    def outside(self, url: str | None, *content: str | None, class_: str | None = None) -> Html:
        """Link to another site; an address that is not safe to open is no link."""
        safe, shown = web_address(url), together(*content) or together(url or "")
        return element("a", shown, href=safe, class_=class_) if safe else element("bdi", shown)

    def links(self, shown: Sequence[Json]) -> list[Html]:
        """Link to several records."""
        return [self.link(one) for one in shown]
