"""Answers of OAI-PMH as XML: the frame, headers, records, tokens and errors.

The moment of an answer (`responseDate`) is that of the latest change it knows of, not that of the
clock: who harvests from there on next time misses nothing, not even what was being written
meanwhile, since nothing ever takes an earlier moment. So the same question has the same answer for
as long as nothing changes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from service.errors import HarvestRefused
from service.formats.format import Wish
from service.formats.xml import attribute, element, written
from service.ledger.entry import Entry, Head
from service.web.http.address import read_document
from service.web.oai.arguments import Arguments, write_moment
from service.web.oai.metadata import Metadata
from service.web.oai.sets import sets_of

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
END = b"</OAI-PMH>\n"
UNNAMED = ("badVerb", "badArgument")
"""Errors of requests whose arguments are not repeated."""


def frame(head: Head, base: str, asked: Arguments, *content: bytes) -> bytes:
    """Put an answer together: its moment, what was asked, the content."""
    begin = (
        BEGIN
        + element("responseDate", write_moment(head.changed_at))
        + element("request", f"{base}oai", written(asked))
    )
    return b"".join((begin.encode(), *content, END))


def refuse(head: Head, base: str, asked: Arguments, error: HarvestRefused) -> bytes:
    """Say what is wrong."""
    named = {} if error.code in UNNAMED else asked
    said = element("error", error.detail, attribute("code", error.code))
    return frame(head, base, named, said.encode())


def name_record(base: str, record_id: str) -> str:
    """Name a record for harvesters."""
    return f"oai:{host(base)}:{record_id}"


@lru_cache(maxsize=100)
def host(base: str) -> str:
    """Return the host of an address, which stands for the catalogue."""
    return urlsplit(base).hostname or "catalogue.invalid"


def header(entry: Entry, base: str, sets: Iterable[str]) -> str:
    """Write which record it is, when it changed and in which sets it is."""
    status = ' status="deleted"' if entry.withdrawn else ""
    specs = "".join([f"<setSpec>{one}</setSpec>" for one in dict.fromkeys(sets)])
    return (
        f"<header{status}><identifier>{name_record(base, entry.id)}</identifier>"
        f"<datestamp>{write_moment(entry.changed_at)}</datestamp>{specs}</header>"
    )


def headers(entries: Sequence[Entry], base: str) -> bytes:
    """Write headers alone."""
    found = [(entry, read_document(entry.document, base)) for entry in entries]
    return "".join([header(entry, base, sets_of(document)) for entry, document in found]).encode()


def record(entry: Entry, base: str, metadata: Metadata) -> str:
    """Write one record; of one that was withdrawn there is a header only."""
    document = read_document(entry.document, base)
    head = header(entry, base, sets_of(document))
    if entry.withdrawn:
        return f"<record>{head}</record>"
    return f"<record>{head}<metadata>{metadata.write(document, Wish())}</metadata></record>"


def records(entries: Sequence[Entry], base: str, metadata: Metadata) -> bytes:
    """Write records, each into bytes at once: all together take twice as much as text."""
    return b"".join([record(entry, base, metadata).encode() for entry in entries])


def resumption(token: str | None, sent: int) -> str:
    """Write where a list goes on; at the end of one that had several pages, an empty element."""
    if token is None and not sent:
        return ""
    return f'<resumptionToken cursor="{sent}">{token or ""}</resumptionToken>'
