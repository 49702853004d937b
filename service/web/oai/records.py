"""Harvests: records in the order of their latest change, a page at a time, none missed.

A harvest follows the ledger's numbers. A record that changes meanwhile takes a new number and
moves to the end, where the harvest meets it again; so who reads to the end has everything, however
long that takes and whatever is published beside it. A token needs no state here: it says what was
asked, and the number up to which pages were sent.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from service.errors import HarvestRefused, InvalidCursor, ServiceUnavailable
from service.ledger.entry import Entry, Head
from service.search.fields import behind, number_of
from service.search.query import Query
from service.web.catalogue import Catalogue
from service.web.http.cursor import read_cursor, write_cursor
from service.web.oai.arguments import TOKEN, Arguments, moments
from service.web.oai.metadata import METADATA, Metadata
from service.web.oai.sets import Part, part_of

PAGE = 100
TRIES = 3
EVERYTHING = Part()
BUSY = "The catalogue changes too fast at this moment. Ask the same again."


@dataclass(frozen=True)
class Harvest:
    """What is harvested: a format, a set, up to a moment (Unix time), after a number.

    `sent` counts the records of the pages before.
    """

    prefix: str
    set: str | None
    until: int | None
    after: int
    sent: int = 0


@dataclass(frozen=True)
class Page:
    """Some records of a harvest, and how it goes on, if it does."""

    entries: Sequence[Entry]
    following: Harvest | None


async def read_harvest(catalogue: Catalogue, head: Head, asked: Arguments) -> Harvest:
    """Return what is to be harvested, from the arguments or from a token.

    Raises:
        HarvestRefused: for a token that is not ours, or dates that cannot be read.
    """
    if token := asked.get(TOKEN):
        return Harvest(*read_token(head, asked["verb"], token))
    since, until = moments(asked)
    after = 0
    if since is not None:
        after = await catalogue.in_pool(lambda: catalogue.source.number_before(since))
    return Harvest(asked["metadataPrefix"], asked.get("set"), until, after)


def read_token(head: Head, verb: str, token: str) -> tuple[Any, ...]:
    """Return what a token says; raises HarvestRefused if it is not ours."""
    said = None  # also of a cursor that means the start, which no token of ours does
    with suppress(InvalidCursor):
        said = read_cursor(head.secret, {"verb": verb}, token)
    if said is None:
        text = "The token is broken, or belongs to another verb. Begin the harvest again."
        raise HarvestRefused(text, code="badResumptionToken")
    return said


def write_token(head: Head, verb: str, harvest: Harvest) -> str:
    """Write the token that goes on with a harvest."""
    said = (harvest.prefix, harvest.set, harvest.until, harvest.after, harvest.sent)
    return write_cursor(head.secret, {"verb": verb}, said)


async def read_page(catalogue: Catalogue, head: Head, harvest: Harvest) -> Page:
    """Return the next records of a harvest.

    Raises:
        HarvestRefused: if the format or the set does not exist, or if there is nothing.
        ServiceUnavailable: if the index does not answer.
    """
    metadata = metadata_of(harvest.prefix)
    part = await part_of(catalogue, harvest.set)
    kinds = tuple(kind for kind in part.kinds if kind in metadata.kinds)
    if replace(part, kinds=kinds) == EVERYTHING:
        found = await catalogue.in_pool(lambda: catalogue.source.after(harvest.after, PAGE + 1))
        return cut(harvest, found, is_more=len(found) > PAGE)
    return await find(catalogue, head, replace(part, kinds=kinds), harvest)


def metadata_of(prefix: str) -> Metadata:
    """Return the format of a prefix; raises HarvestRefused if there is none."""
    if prefix not in METADATA:
        text = f"There is no format {prefix!r}. There are {', '.join(METADATA)}."
        raise HarvestRefused(text, code="cannotDisseminateFormat")
    return METADATA[prefix]


async def find(catalogue: Catalogue, head: Head, part: Part, harvest: Harvest) -> Page:
    """Return the next records of a part of the catalogue, which the index knows.

    Raises:
        HarvestRefused: if there is nothing.
        ServiceUnavailable: if the index does not answer, or not as fast as all is changed.
    """
    for _ in range(TRIES):
        await bring_up(catalogue, head)
        work = partial(look, catalogue, head, part, harvest.after)
        found, is_more = await catalogue.in_pool(work)
        if found or not is_more:
            return cut(harvest, found, is_more=is_more)
        head = await catalogue.ledger.head()  # all of a page changed since: it is at the end now
    raise ServiceUnavailable(BUSY)


async def bring_up(catalogue: Catalogue, head: Head) -> None:
    """Wait until the index has all of the ledger: for a harvest, nearly all is not enough."""
    if not catalogue.index.is_at(head) and not await catalogue.follow(head):
        raise ServiceUnavailable(BUSY)


def look(catalogue: Catalogue, head: Head, part: Part, after: int) -> tuple[list[Entry], bool]:
    """Find records of a part and tombstones of its kinds, in order; and whether there are more.

    Of what a withdrawn record was about nothing is kept, so each set tells of all tombstones.
    """
    if not part.kinds:
        return [], False
    query = Query(
        kinds=part.kinds, filters=part.filters, sort="changed", limit=PAGE, after=behind(after)
    )
    hits = catalogue.index.search(query)
    gone = catalogue.source.withdrawn_after(after, part.kinds, PAGE + 1)
    live = catalogue.source.by_ordinals([hit.ordinal for hit in hits.hits]).values()
    # What is beyond the last hit waits for the next page, or records between would be missed.
    end = min(head.sequence, number_of(hits.last)) if hits.last else head.sequence
    found = [one for one in (*live, *gone) if one.sequence <= end]
    return sorted(found, key=attrgetter("sequence")), hits.last is not None


def cut(harvest: Harvest, found: Sequence[Entry], *, is_more: bool) -> Page:
    """Make a page of what was found; raises HarvestRefused if there is nothing."""
    until = harvest.until
    entries = [one for one in found if until is None or one.changed_at <= until]
    if not entries:
        raise HarvestRefused("There is no such record.", code="noRecordsMatch")
    shown = entries[:PAGE]
    if len(entries) < len(found) or not (is_more or len(entries) > PAGE):
        return Page(shown, None)
    sent = harvest.sent + len(shown)
    return Page(shown, replace(harvest, after=shown[-1].sequence, sent=sent))
