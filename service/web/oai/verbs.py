"""The six verbs: what each answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from service.errors import HarvestRefused
from service.formats.xml import element
from service.ledger.entry import Entry, Head
from service.web.catalogue import Catalogue
from service.web.oai import answer
from service.web.oai.arguments import TOKEN, Arguments, check_arguments, write_moment
from service.web.oai.metadata import METADATA
from service.web.oai.records import (
    Harvest,
    bring_up,
    metadata_of,
    read_harvest,
    read_page,
    read_token,
    write_token,
)
from service.web.oai.sets import all_sets
from service.web.openapi.documentation import TITLE

SETS_PAGE = 1000


@dataclass(frozen=True)
class Asked:
    """A request: whom, at which state of the ledger, under which address, and what."""

    catalogue: Catalogue
    head: Head
    base: str
    arguments: Arguments


async def respond(
    catalogue: Catalogue, head: Head, base: str, given: list[tuple[str, str | None]]
) -> bytes:
    """Answer a harvester, in XML. Raises ServiceUnavailable."""
    arguments: Arguments = {}
    try:
        arguments = check_arguments(given)
        asked = Asked(catalogue, head, base, arguments)
        verb = arguments["verb"]
        content = await RESPONSES[verb](asked)
    except HarvestRefused as error:
        return answer.refuse(head, base, arguments, error)
    begin, end = f"<{verb}>".encode(), f"</{verb}>".encode()
    return answer.frame(head, base, arguments, begin, content, end)


async def identify(asked: Asked) -> bytes:
    """Say who this is, and since when there is something."""
    first = await asked.catalogue.in_pool(lambda: asked.catalogue.source.after(0, 1))
    earliest = first[0].changed_at if first else asked.head.changed_at
    says = {
        "repositoryName": TITLE,
        "baseURL": f"{asked.base}oai",
        "protocolVersion": "2.0",
        "adminEmail": asked.catalogue.settings.contact,
        "earliestDatestamp": write_moment(earliest),
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    return "".join(element(name, text) for name, text in says.items()).encode()


async def list_metadata_formats(asked: Asked) -> bytes:
    """List the formats, all or those in which one record can be had."""
    kind = None
    if "identifier" in asked.arguments:
        kind = (await find_entry(asked)).kind
    offered = {name: one for name, one in METADATA.items() if kind is None or kind in one.kinds}
    return "".join(
        "<metadataFormat>"
        + element("metadataPrefix", name)
        + element("schema", one.schema)
        + element("metadataNamespace", one.namespace)
        + "</metadataFormat>"
        for name, one in offered.items()
    ).encode()


async def find_entry(asked: Asked) -> Entry:
    """Return the record that an identifier names; raises HarvestRefused if there is none."""
    identifier = asked.arguments["identifier"]
    record_id = identifier.rpartition(":")[2]
    found = None
    if record_id.isalnum() and identifier == answer.name_record(asked.base, record_id):
        found = await asked.catalogue.ledger.by_id(record_id)
    if found is None:
        raise HarvestRefused("No record has this identifier.", code="idDoesNotExist")
    return found


async def list_sets(asked: Asked) -> bytes:
    """List the sets that hold something."""
    head, token = asked.head, asked.arguments.get(TOKEN)
    begin = int(read_token(head, "ListSets", token)[3]) if token else 0
    await bring_up(asked.catalogue, head)
    found = await asked.catalogue.in_pool(lambda: all_sets(asked.catalogue, head))
    end = begin + SETS_PAGE
    shown = "".join(
        f"<set>{element('setSpec', spec)}{element('setName', name)}</set>"
        for spec, name in found[begin:end]
    )
    more = write_token(head, "ListSets", Harvest("", None, None, end)) if found[end:] else None
    return (shown + answer.resumption(more, begin)).encode()


async def get_record(asked: Asked) -> bytes:
    """Show one record."""
    metadata = metadata_of(asked.arguments["metadataPrefix"])
    entry = await find_entry(asked)
    if entry.kind not in metadata.kinds:
        text = f"A {entry.kind} cannot be had in this format. ListMetadataFormats names others."
        raise HarvestRefused(text, code="cannotDisseminateFormat")
    return answer.record(entry, asked.base, metadata).encode()


async def list_identifiers(asked: Asked) -> bytes:
    """List the headers of records."""
    return await harvest(asked, lambda _, entries: answer.headers(entries, asked.base))


async def list_records(asked: Asked) -> bytes:
    """List records."""
    return await harvest(
        asked, lambda prefix, entries: answer.records(entries, asked.base, metadata_of(prefix))
    )


async def harvest(asked: Asked, write: Callable[[str, list[Entry]], bytes]) -> bytes:
    """Write one page of a harvest, and where it goes on."""
    catalogue, head = asked.catalogue, asked.head
    wanted = await read_harvest(catalogue, head, asked.arguments)
    page = await read_page(catalogue, head, wanted)
    shown = await catalogue.in_pool(lambda: write(wanted.prefix, list(page.entries)))
    more = page.following
    token = write_token(head, asked.arguments["verb"], more) if more else None
    return shown + answer.resumption(token, wanted.sent).encode()


RESPONSES: Mapping[str, Callable[[Asked], Awaitable[bytes]]] = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}
