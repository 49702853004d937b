"""Questions with known answers, and those that people have judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from pydantic import BaseModel

from service.ledger.entry import Entry
from service.schemas.values import LanguageTag, RecordKind

JUDGED = "judged.ndjson"


@dataclass(frozen=True)
class Question:
    """A text to look for among some kinds of record, and the ordinals of the right answers."""

    about: str
    language: str
    text: str
    kinds: tuple[str, ...]
    right: frozenset[int]


class Judgement(BaseModel):
    """A line of the file of judged questions; the right answers are slugs."""

    about: str
    language: LanguageTag
    q: str
    kinds: list[RecordKind]
    right: list[str]


def read_judgements() -> list[Judgement]:
    """Read the questions about the demo that were made and judged by hand."""
    file = resources.files("service.cli.evaluate").joinpath(JUDGED)
    return [Judgement.model_validate_json(line) for line in file.read_text("utf-8").splitlines()]


def judged_questions(entries: Iterable[Entry]) -> Iterator[Question]:
    """Go through the judged questions whose right answers are all among some entries."""
    ordinals = {(entry.kind, entry.slug): entry.ordinal for entry in entries}
    for judgement in read_judgements():
        if right := find(judgement, ordinals):
            about, kinds = f"judged: {judgement.about}", tuple(judgement.kinds)
            yield Question(about, judgement.language, judgement.q, kinds, right)


def find(judgement: Judgement, ordinals: Mapping[tuple[str, str], int]) -> frozenset[int]:
    """Return the ordinals of all right answers; none if one of them is not there."""
    found = {
        slug: ordinals[kind, slug]
        for slug in judgement.right
        for kind in judgement.kinds
        if (kind, slug) in ordinals
    }
    return frozenset(found.values()) if len(found) == len(judgement.right) else frozenset()
