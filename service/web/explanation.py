"""Why records were found, as answers say it: the authority, and the name of it that was asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.search.documents import Json
from service.search.explanation import Matched, names_in, puzzle, solve
from service.web.catalogue import Catalogue
from service.web.names import Named
from service.web.projection import View

Shown = list[dict[str, Any]]
Read = tuple[bytes, Json]
"""A document, and what has been read of it (`marked_texts`)."""


def explain(
    catalogue: Catalogue, sequence: int, found: Sequence[Read], text: str, view: View
) -> list[Shown]:
    """Say of each record by which names of authorities a text found it.

    That is a name asked in full that is not the label which the record shows, or one that holds
    words of the text which the record does not say itself.
    """
    if view.fields and "matched" not in view.fields:
        return [[] for _ in found]
    keys = names_in(text)
    named = catalogue.index.seen().named(keys)
    asked = [puzzle(document, begun, text, named) for document, begun in found]
    wanted = {key for one in asked for key in one.authorities}
    known = catalogue.names.read(wanted, sequence) if wanted else {}
    names = {key: each.names for key, each in known.items()}
    aliases = {key: known[key].aliases for key in named & known.keys()}
    return [show(solve(one, keys, aliases, names), known, view) for one in asked]


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
