"""Where people read a record: the address of its page."""

from urllib.parse import quote

from service.formats.format import Document
from service.schemas.record import COLLECTIONS
from service.schemas.values import RecordKind


def page_address(base: str, kind: RecordKind, slug: str) -> str:
    """Return the address of a record's page, under the address of the service."""
    return f"{base}{COLLECTIONS[kind]}/{quoted(slug)}"


def quoted(slug: str) -> str:
    """Write a slug into an address; most can be written as they are."""
    return slug if slug.isascii() and slug.replace("-", "").isalnum() else quote(slug)


def base_of(document: Document) -> str:
    """Return the address of the service, as the links of a document have it."""
    address: str = document["links"]["self"]
    return address.rsplit("v1/", 1)[0]


def page_of(document: Document) -> str:
    """Return where people read a record; documents from before records had pages do not say it."""
    return page_address(base_of(document), document["kind"], document["slug"])
