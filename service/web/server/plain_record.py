"""A record as most programs ask for it: by id or slug, whole; written without waiting."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from starlette.types import Scope

from service.errors import ServiceUnavailable
from service.formats.format import Format, Wish
from service.formats.offered import JSON
from service.ledger.entry import Entry, Head, Name
from service.ledger.read import LedgerSource
from service.schemas.record import COLLECTIONS
from service.schemas.values import CONTROL, RecordKind
from service.web.asking import IS_ID
from service.web.http.address import addressed, named_base, read_document
from service.web.http.conditional import validators
from service.web.representation import alternates, content_type, is_quick, stated_format, tag_of
from service.web.server.answer_store import AnswerStore
from service.web.server.boundary import COMMON
from service.web.server.response_cache import Asked, to_store
from service.web.server.written import Written, headers_of, lines

KINDS = {name: kind for kind, name in COLLECTIONS.items()}
ADDRESS = re.compile(rf"/v1/({'|'.join(KINDS)})/([^/.]+)(\.[a-z]+)?")
"""Names of records have no dot; what follows one says another format."""
EVERYWHERE, NO_WISH = lines(COMMON), Wish()


class Wanted(NamedTuple):
    """A record, and the format in which it is asked for."""

    entry: Entry
    chosen: Format


@dataclass(frozen=True, slots=True)
class PlainRecords:
    """Answers as `read_record` does, byte by byte, at a fraction of the cost.

    Only where the ledger is a file: a server is asked over the network, and others are answered
    meanwhile. What is called otherwise now, withdrawn or not known goes the long way, and so does
    what takes long to write.
    """

    source: LedgerSource | None
    store: AnswerStore
    public_url: str | None
    seconds: int

    def find(self, scope: Scope, asked: Asked) -> Wanted | None:
        """Return the record that a request asks for in the usual way, and in which format."""
        address = ADDRESS.fullmatch(scope["path"])
        if self.source is None or address is None:
            return None
        kind, name, suffix = KINDS[address[1]], address[2], address[3] or ""
        chosen = stated_format(kind, suffix, scope["query_string"], asked.text(b"accept"))
        entry = read(self.source, kind, name) if chosen else None
        if chosen and entry and is_quick(chosen, entry.document):
            return Wanted(entry, chosen)
        return None

    def write(self, wanted: Wanted, scope: Scope, asked: Asked, head: Head) -> Written:
        """Write a record, or 304; keep it if it is asked for often."""
        entry, chosen = wanted
        said = validators(entry.sequence, entry.changed_at, self.seconds, tag_of(chosen))
        self.store.use(asked.narrow)
        if asked.has(said["ETag"], said["Last-Modified"]):
            return Written(304, written(said) + EVERYWHERE)
        base = self.public_url or named_base(scope["scheme"], asked.text(b"host") or "")
        body = write_whole(entry.document, base, chosen)
        link = alternates(base, RecordKind(entry.kind), entry.slug)
        of_body = {
            "Link": link,
            "Content-Length": f"{len(body)}",
            "Content-Type": content_type(chosen),
        }
        answer = Written(200, written({**said, **of_body}) + EVERYWHERE, body)
        if self.store.wants(asked.narrow, len(body)) and not asked.is_long:
            self.store.keep(asked.narrow, to_store(headers_of(answer), body, entry.id), head)
        return answer


def read(source: LedgerSource, kind: RecordKind, name: str) -> Entry | None:
    """Return the public record that has an id or slug now."""
    with suppress(ServiceUnavailable):  # the long way says so
        for entry in named(source, kind, name):
            if entry.kind == kind and name in (entry.id, entry.slug) and not entry.withdrawn:
                return entry
    return None


def write_whole(document: bytes, base: str, chosen: Format) -> bytes:
    """Write all of a document."""
    if chosen is JSON:
        return addressed(document, base)
    return chosen.write(read_document(document, base), NO_WISH)


def named(source: LedgerSource, kind: RecordKind, name: str) -> Sequence[Entry]:
    """Return the entries with an id or slug."""
    if CONTROL.search(name):
        return ()
    if IS_ID.fullmatch(name):
        return source.by_id(name)
    return source.by_name(Name(f"slug:{kind}", name))


def written(headers: Mapping[str, str]) -> bytes:
    """Write headers as lines, at once: one by one takes four times as long."""
    text = "".join([f"{name.lower()}: {value}\r\n" for name, value in headers.items()])
    return text.encode("latin-1")
