"""Likeness: what two records may share, how much each counts, and what two records do share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tantivy import Occur, Searcher
from tantivy import Query as Match

from service.schemas.reference import each_reference
from service.schemas.values import RecordKind
from service.search.documents import Json, filter_values
from service.search.fields import SCHEMA
from service.search.filtering import either, plain, terms
from service.search.query import Likeness
from service.search.telling import is_cjk, rarity, telling_words, word_match

TITLE_WORD, WORD = WORDS = ("title_word", "word")
WEIGHTS = {
    "id": 10.0,
    "related": 10.0,
    "report": 4.0,
    "series": 4.0,
    "organisation": 2.0,
    "person": 2.0,
    "topic": 2.0,
    "place": 1.0,
    TITLE_WORD: 0.4,
    WORD: 0.2,
}
"""A relation in either direction comes first, then one report or series, then common subjects,
then words. Each counts by how rare it is."""

MOST_SHARED = 100
ENOUGH = 2
"""How many telling words of one script two records must share, at least, to be alike by them: one
in English and one in Korean are often the same word."""
Like = tuple[Likeness, ...]


def likeness(searcher: Searcher, document: Json) -> Like:
    """List by what other records are like this one: fields with their values, and words."""
    values = list(filter_values(document))
    named = [("id", value) for field, value in values if field == "related"]
    shared = [pair for pair in values if pair[0] in WEIGHTS and pair[0] != "related"]
    records = searcher.num_docs
    return (
        *(
            Likeness(
                field, value, WEIGHTS[field] * rarity(records, searcher.doc_freq(field, value))
            )
            for field, value in [("related", document["id"]), *named, *shared][:MOST_SHARED]
        ),
        *(
            Likeness(field, one.word, WEIGHTS[field] * rarity(records, one.frequency))
            for one in telling_words(searcher, document)
            for field in [TITLE_WORD if one.in_title else WORD]
        ),
    )


def like_match(like: Like, text: str) -> Match:
    """Match what shares at least one value, or some words, which stand in a text of the index."""
    shared = [
        Match.const_score_query(Match.term_query(SCHEMA, one.field, one.value, "basic"), one.weight)
        for one in like
        if one.field not in WORDS
    ]
    return either([*shared, *(several(words, text) for words in by_script(like))])


def by_script(like: Iterable[Likeness]) -> Iterator[list[Likeness]]:
    """Go through the words of each script, if they are enough to count."""
    words = [one for one in like if one.field in WORDS]
    for is_eastern in (False, True):
        found = [one for one in words if is_cjk(one.value) == is_eastern]
        if len(found) >= ENOUGH:
            yield found


def several(words: Iterable[Likeness], text: str) -> Match:
    """Match what has enough of some words."""
    matches = [Match.const_score_query(word_match(one.value, text), one.weight) for one in words]
    return Match.boolean_query(
        [(Occur.Should, match) for match in matches], minimum_number_should_match=ENOUGH
    )


def shared_words(
    searcher: Searcher, like: Like, text: str, ordinals: Sequence[int]
) -> dict[int, list[str]]:
    """Say which words some records share, by ordinal, if they are enough to count.

    One search tells it of all words: each adds another power of two to a record's score.
    """
    words = [one for found in by_script(like) for one in found]
    if not (words and ordinals):
        return {}
    signs = [
        (Occur.Should, Match.const_score_query(word_match(one.value, text), float(1 << at)))
        for at, one in enumerate(words)
    ]
    records = (Occur.Must, plain(terms("ordinal", ordinals)))
    found = searcher.search(Match.boolean_query([records, *signs]), len(ordinals), count=False).hits
    numbers = searcher.fast_field_values("ordinal", [at for _, at in found])
    return {
        int(number or 0): enough(one for at, one in enumerate(words) if int(score) >> at & 1)
        for (score, _), number in zip(found, numbers, strict=True)
    }


def enough(words: Iterable[Likeness]) -> list[str]:
    """Return the words of the scripts in which they are enough to count."""
    return [one.value for found in by_script(words) for one in found]


MOST_TIES = 10
INVERSE = {
    "continues": "is_continued_by",
    "obsoletes": "is_obsoleted_by",
    "is_translation_of": "has_translation",
    "is_part_of": "has_part",
    "is_version_of": "has_version",
    "is_supplement_to": "is_supplemented_by",
    "is_derived_from": "is_source_of",
    "is_documented_by": "documents",
    "references": "is_referenced_by",
    "cites": "is_cited_by",
    "is_reprint_of": "has_reprint",
}
INVERSE |= {other: one for one, other in INVERSE.items()}
"""What a record is to another that is this to it."""
REASONS = {
    "report": "same_report",
    "organisation": "same_organisation",
    "person": "same_person",
    "topic": "same_topic",
    "place": "same_place",
}
"""Reasons by the field that two records share, the strongest first, behind that of a series."""


class Tie(NamedTuple):
    """Why a record is related to another: a reason, and the record, series or words they share."""

    reason: str
    label: Mapping[str, str] | None = None
    id: str | None = None
    words: Sequence[str] = ()


def ties(document: Json, other: Json, words: Sequence[str] = ()) -> list[Tie]:
    """Say why another document is related to one: at most ten reasons, the strongest first.

    A relation is named from the other's side: what it is to the one. `words` are those they share.
    """
    similar = [Tie("similar_words", words=words)] if words else []
    return [*relations(document, other), *in_common(document, other), *similar][:MOST_TIES]


def relations(document: Json, other: Json) -> Iterator[Tie]:
    """Go through what the other is to a document, whichever of them says so."""
    said = [kind for kind, key in related_records(other) if key == document["id"]]
    said += [INVERSE[kind] for kind, key in related_records(document) if key == other["id"]]
    yield from map(Tie, dict.fromkeys(said))


def related_records(document: Json) -> Iterator[tuple[str, str]]:
    """Go through the relations of a document to others of its kind: type and id."""
    for item in document.get("relations", []):
        if "record" in item:
            yield item["type"], item["record"]["id"]
    for name in ("reprint_of", "translation_of"):
        if name in document:
            yield f"is_{name}", document[name]["id"]


def in_common(document: Json, other: Json) -> Iterator[Tie]:
    """Go through what two documents share."""
    own = set(filter_values(document))
    shared = [pair for pair in dict.fromkeys(filter_values(other)) if pair in own]
    if any(field == "series" for field, _ in shared):
        yield Tie("same_series", other["series"]["title"])
    labels = labels_in(other)
    for field, reason in REASONS.items():
        for name, key in shared:
            if name == field:
                yield Tie(reason, labels.get(key), key)


def labels_in(document: Json) -> dict[str, Mapping[str, str]]:
    """Return the labels of the records that a document refers to, by id."""
    found = each_reference(RecordKind(document["kind"]), document)
    return {item["id"]: item["label"] for _, item in found if "label" in item}
