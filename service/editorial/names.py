"""The names in a record's fields: identifiers and addresses, in canonical form."""

from collections.abc import Iterator, Mapping
from typing import Any

from service import identifiers
from service.ledger.entry import Name
from service.schemas.values import RecordKind

SHARED = "issn"
"""The one scheme whose names many records have: an ISSN names their series."""


def identifiers_in(fields: Mapping[str, Any]) -> Iterator[Name]:
    """List the identifiers that the fields hold."""
    for identifier in fields.get("identifiers", ()):
        scheme = identifier["scheme"]
        yield Name(scheme, identifiers.canonical(scheme, identifier["value"]))


def addresses_in(fields: Mapping[str, Any]) -> Iterator[Name]:
    """List the addresses at which the record is found: its own, its copies', its equals'."""
    copies = (copy["url"] for copy in fields.get("copies", ()))
    for url in (fields.get("url"), *copies, *fields.get("same_as", ())):
        if url:
            yield Name("url", identifiers.canonical_url(url))


def own_names(kind: RecordKind, fields: Mapping[str, Any]) -> list[Name]:
    """List the names that no other record may have, and ISSNs."""
    names = list(identifiers_in(fields))
    if kind is RecordKind.mention and fields.get("url"):
        names.append(Name("url", identifiers.canonical_url(fields["url"])))
    return list(dict.fromkeys(names))
