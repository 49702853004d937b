"""The texts of a page of records that people read, looked through all at once."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pydantic_core import from_json

from service.search.joined import Joined
from service.search.sought import Sought

TITLES = ("title", "subtitle", "label", "headline")
PARAGRAPHS = ("abstract", "summary", "description")
MEMBERS = (*TITLES, *PARAGRAPHS, "quotes")


class Passage(NamedTuple):
    """A text in which matches are marked: where it stands, its language, its number on the page."""

    member: str
    language: str
    text: str
    number: int


class Passages:
    """What some records say in their titles, paragraphs and quotes; `records` has it by record."""

    def __init__(self, documents: Sequence[bytes]) -> None:
        self.documents = documents
        self.records: list[list[Passage]] = []
        self.owners: list[int] = []
        for record, document in enumerate(documents):
            first = len(self.owners)
            self.records.append(
                [Passage(*each, number) for number, each in enumerate(texts_of(document), first)]
            )
            self.owners += [record] * len(self.records[record])
        self.texts = Joined([passage.text for each in self.records for passage in each])

    def holders(self, sought: Sought) -> set[int]:
        """Return the numbers of the records that say something."""
        return {self.owners[number] for number in self.texts.places(sought)}


def texts_of(document: bytes) -> Iterable[tuple[str, str, str]]:
    """Read the texts of a document, each with its member and language.

    Of a report only the members before `languages` are read: the others have none.
    """
    begun, cut, _ = document.partition(b',"languages":[')
    read: dict[str, Any] = from_json(begun + b"}" if cut else document, cache_strings="keys")
    for member in MEMBERS:
        if member in read:
            for language, text in in_languages(read[member]):
                yield member, language, text


def in_languages(value: Any) -> Iterable[tuple[str, str]]:
    """Go through the texts of a language map or of quotes, each with its language."""
    if isinstance(value, dict):
        return value.items()
    return ((quote["language"], quote["text"]) for quote in value)
