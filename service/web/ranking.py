"""Why records stand where they do in a list, as answers say it in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from service.languages import in_language
from service.ledger.entry import Entry
from service.search.documents import Json
from service.search.likeness import ties
from service.search.query import Hits
from service.search.ranking import Reason
from service.search.snapshot import MOST_WEIGHED, Snapshot

SENTENCES: Mapping[str, str] = {
    "identifier": "Its number or address is what was asked.",
    "called": "It is called so.",
    "all_in_title": "Its title has all the words.",
    "side_by_side": "The words stand side by side in it, as they were asked.",
    "side_by_side_in_title": "They stand so in its title.",
    "title": "The title has {words}.",
    "name": "A name in it, or another name for the same, has {words}.",
    "quote": "A quotation has {words}.",
    "author": "An author is called {words}.",
    "outlet": "The outlet is called {words}.",
    "topic": "A topic is called {words}.",
    "text": "The abstract or another text has {words}.",
    "word_start": "A word begins with {words}.",
    "in_one_word": "{words} stands in one word.",
    "as_written": "It has {words} in the very form that was asked.",
    "recent": "It was published in {words}: what is a century younger counts for up to 7 % more.",
    "covered": "Mentions that cover it: {words}. A thousand of them would count for 7 % more.",
    "one_of_many": f"More than {MOST_WEIGHED:,} records fit, so only words in titles were weighed.",
}
"""What each reason says; `{words}` are those of the question, a year, or a number."""


def explain_rank(
    seen: Snapshot, hits: Hits, text: str, entries: Sequence[Entry]
) -> list[Json | None]:
    """Say of each record of a page why it ranks where it does; nothing if it is not ranked."""
    scores = {hit.ordinal: hit.score for hit in hits.hits}
    found = seen.explain(text, [entry.ordinal for entry in entries], hits.total)
    return [
        show(scores[entry.ordinal], [*found[entry.ordinal], *beside(entry, hits.total)])
        for entry in entries
    ]


def show(score: float | None, reasons: Sequence[Reason]) -> Json | None:
    """Write the reasons of one record."""
    if score is None:
        return None
    shown = [
        {
            "reason": one.name,
            **({"words": one.words} if one.words else {}),
            "text": SENTENCES[one.name].format(words=", ".join(one.words)),
        }
        for one in reasons
    ]
    return {"score": round(score, 4), "reasons": shown}


def beside(entry: Entry, total: int) -> Iterator[Reason]:
    """Go through what counts whatever was asked."""
    document = from_json(entry.document)
    if published := document.get("published"):
        yield Reason("recent", (published[:4],))
    if mentions := document.get("mention_count"):
        yield Reason("covered", (str(mentions),))
    if total > MOST_WEIGHED:
        yield Reason("one_of_many")


def relate(
    like: Json, entry: Entry, words: Sequence[str], languages: Sequence[str]
) -> list[dict[str, Any]]:
    """Say why a record is related to another, with which it shares some telling words."""
    return [
        {
            "reason": tie.reason,
            **({"id": tie.id} if tie.id else {}),
            **({"label": in_language(tie.label, languages)} if tie.label else {}),
            **({"words": tie.words} if tie.words else {}),
        }
        for tie in ties(like, from_json(entry.document), words)
    ]
