"""Why records were found, as answers say it: the authority, and the name of it that was asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.ledger.entry import Head
from service.search.explanation import Matched, clues, names_in, puzzles, solve, words_of
from service.search.passages import Passages
from service.web.catalogue import Catalogue
from service.web.names import Named
from service.web.projection import View

Shown = list[dict[str, Any]]


def explain(
    catalogue: Catalogue, head: Head, passages: Passages, text: str, view: View
) -> list[Shown]:
    """Say of each record of a page by which names of authorities a text found it.

    That is a name asked in full that is not the label which the record shows, or one that holds
    words of the text which titles, paragraphs and quotes of the record do not have.
    """
    words, keys = words_of(text), names_in(text)
    named = catalogue.index.seen().named(keys)
    asked = puzzles(passages, words, named)
    wanted = {key for one in asked for key in one.authorities}
    known = catalogue.names.read(wanted, head)
    names = {key: known[key].names for key in wanted & known.keys()}
    telling = clues(words, keys, names)
    return [show(solve(one, telling, names), known, view) for one in asked]


def show(found: Sequence[Matched], known: Mapping[str, Named], view: View) -> Shown:
    """Write authorities with the names that were asked."""
    return [
        {
            "authority": known[one.authority].slug,
            "id": one.authority,
            "label": known[one.authority].shown(view.languages),
            "name": one.name,
        }
        for one in found
    ]
