"""References to nothing, said of one record with the names that were perhaps meant."""

from collections.abc import Iterator

from sqlalchemy import Connection, or_, select

from service.editorial.incoming import Incoming
from service.editorial.reference import find_records, wanted
from service.errors import FieldError
from service.schemas.reference import each_reference
from service.schemas.values import RecordKind
from service.suggestion import did_you_mean
from service.tables.record import records

BEGINNING = 2
"""So many characters of a name must be right for it to be suggested."""
MOST_COMPARED = 2000
GUESSED = frozenset({"name", "slug", "key"})


def unknown_references(connection: Connection, incoming: Incoming) -> Iterator[FieldError]:
    """List the references of a record that name no record, each with the nearest names."""
    asked = [
        (path, wanted(path, reference))
        for path, reference in each_reference(incoming.kind, incoming.fields)
    ]
    found = find_records(connection, {name for _, name in asked})
    for path, name in asked:
        if name not in found:
            kind, scheme, value = name
            called = "key, id or slug" if scheme == "name" else scheme
            text = f"no {kind} has the {called} {value!r}: add it or correct the reference"
            near = nearest(connection, kind, value) if scheme in GUESSED else []
            yield FieldError(str(path), text, near)


def nearest(connection: Connection, kind: RecordKind, value: str) -> list[str]:
    """Return the slugs and keys of a kind that look most like a value and begin as it does."""
    names = (records.c.slug, records.c.key)
    beginning = value[:BEGINNING].lower()
    alike = or_(*(name.istartswith(beginning, autoescape=True) for name in names))
    statement = select(*names).where(records.c.kind == kind, alike).limit(MOST_COMPARED)
    known = {name for row in connection.execute(statement) for name in row if name}
    return did_you_mean(value, known)
