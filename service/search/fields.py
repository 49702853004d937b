"""What the index holds for each record, and how the engine keeps it."""

from itertools import chain
from pathlib import Path

from tantivy import Index, Schema, SchemaBuilder

from service.search.analysis import plain_analyzer, word_analyzer
from service.search.query import FILTERS, Position
from service.search.title_order import TITLE_KEYS

FORMAT = 9
"""Changes with anything in this file or in how documents are read; the index is then rebuilt."""

WHOLE = "text"
"""All texts of a record; what is asked must be found here."""

REPORT = "report_text"
"""The same of reports alone: who looks for reports need not walk through all mentions of them."""

TEXTS = (WHOLE, REPORT, "title", "name", "quote", "author", "outlet", "topic")
"""Texts; each is kept as words, as pairs of characters, and as beginnings of words."""

INNER = "inner_grams"
"""Pairs of characters of the whole text that stand in one word."""

PUBLISHED_SHIFT = 41
UPDATED_SHIFT = 29
ORDINAL_LIMIT = 1 << UPDATED_SHIFT


def changed_key(sequence: int, ordinal: int) -> int:
    """Put a record in the order of latest changes, by its number in the ledger."""
    return sequence << UPDATED_SHIFT | ordinal


def behind(sequence: int) -> Position:
    """Return the place in that order behind all records with numbers up to this one."""
    return (changed_key(sequence + 1, 0) - 1,)


def number_of(position: Position) -> int:
    """Return the number in the ledger of the record at a place in that order."""
    return int(position[0]) >> UPDATED_SHIFT


def build_schema() -> Schema:
    """Declare the fields. A raw field holds ids or plain values as they are."""
    builder = SchemaBuilder()
    builder.add_unsigned_field("ordinal", indexed=True, fast=True)
    keys = ("changed", "published", "oldest", "updated", "coverage")
    for key in (*keys, *chain(*TITLE_KEYS.values())):
        builder.add_unsigned_field(key, indexed=True, fast=True)
    builder.add_unsigned_field("names", fast=True)
    builder.add_float_field("prior", fast=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("identifier", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("spelled", tokenizer_name="spelled", index_option="freq")
    builder.add_text_field("named", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("suggest", tokenizer_name="plain", index_option="basic")
    builder.add_bytes_field("suggestion", stored=True)
    for name in FILTERS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(f"{name}_words", tokenizer_name="words")
        builder.add_text_field(f"{name}_grams", tokenizer_name="plain")
        builder.add_text_field(f"{name}_starts", tokenizer_name="plain", index_option="basic")
    builder.add_text_field(INNER, tokenizer_name="plain", index_option="basic")
    return builder.build()


SCHEMA = build_schema()


def make_engine(folder: Path) -> Index:
    """Make an empty index of the engine in a folder. Raises ValueError."""
    return prepared(Index(SCHEMA, str(folder), reuse=False))


def open_engine(folder: Path) -> Index:
    """Open the engine's index in a folder. Raises ValueError if there is none to be used."""
    return prepared(Index.open(str(folder)))


def prepared(index: Index) -> Index:
    """Teach an index our analysis; it shows a new state only when it is told to."""
    index.register_tokenizer("words", word_analyzer(stemmed=True))
    index.register_tokenizer("spelled", word_analyzer(stemmed=False))
    index.register_tokenizer("plain", plain_analyzer())
    index.config_reader("manual")
    return index
