"""Answers of OAI-PMH as XML: the frame, headers, records, tokens and errors.

The moment of an answer (`responseDate`) is that of the latest change it knows of, not that of the
clock: who harvests from there on next time misses nothing, not even what was being written
meanwhile, since nothing ever takes an earlier moment. So the same question has the same answer for
as long as nothing changes.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import pydantic_core

from service.errors import HarvestRefused
from service.formats.format import Wish
from service.formats.xml import attribute, element, written
from service.ledger.entry import Entry, Head
from service.web.address import absolute
from service.web.oai.arguments import Arguments, write_moment
from service.web.oai.metadata import Metadata
from service.web.oai.sets import sets_of

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
END = "</OAI-PMH>\n"
UNNAMED = ("badVerb", "badArgument")
"""Errors of requests whose arguments are not repeated."""


def frame(head: Head, base: str, asked: Arguments, content: str) -> str:
    """Put an answer together: its moment, what was asked, the content."""
    return (
        BEGIN
        + element("responseDate", write_moment(head.changed_at))
        + element("request", f"{base}oai", written(asked))
        + content
        + END
    )


def refuse(head: Head, base: str, asked: Arguments, error: HarvestRefused) -> str:
    """Say what is wrong."""
    named = {} if error.code in UNNAMED else asked
    return frame(head, base, named, element("error", error.detail, attribute("code", error.code)))


def name_record(base: str, record_id: str) -> str:
    """Name a record for harvesters."""
    return f"oai:{urlsplit(base).hostname or 'catalogue.invalid'}:{record_id}"


def header(entry: Entry, base: str, sets: Iterable[str]) -> str:
    """Write which record it is, when it changed and in which sets it is."""
    status = attribute("status", "deleted" if entry.withdrawn else None)
    specs = "".join(element("setSpec", one) for one in dict.fromkeys(sets))
    return (
        f"<header{status}>"
        + element("identifier", name_record(base, entry.id))
        + element("datestamp", write_moment(entry.changed_at))
        + specs
        + "</header>"
    )


def headers(entries: Sequence[Entry], base: str) -> str:
    """Write headers alone."""
    return "".join(
        header(entry, base, sets_of(pydantic_core.from_json(entry.document))) for entry in entries
    )


def record(entry: Entry, base: str, metadata: Metadata) -> str:
    """Write one record; of one that was withdrawn there is a header only."""
    document = pydantic_core.from_json(absolute(entry.document, base))
    head = header(entry, base, sets_of(document))
    if entry.withdrawn:
        return f"<record>{head}</record>"
    return f"<record>{head}<metadata>{metadata.write(document, Wish())}</metadata></record>"


def records(entries: Sequence[Entry], base: str, metadata: Metadata) -> str:
    """Write records."""
    return "".join(record(entry, base, metadata) for entry in entries)


def resumption(token: str | None, sent: int) -> str:
    """Write where a list goes on; at the end of one that had several pages, an empty element."""
    if token is None and not sent:
        return ""
    return f'<resumptionToken cursor="{sent}">{token or ""}</resumptionToken>'
