"""References to nothing, said of one record with the names that were perhaps meant."""

from sqlalchemy import Connection, or_, select

from service.editorial.fill import UnknownReference
from service.errors import FieldError
from service.schemas.values import RecordKind
from service.suggestion import did_you_mean
from service.tables.record import records

BEGINNING = 2
"""So many characters of a name must be right for it to be suggested."""
MOST_COMPARED = 2000
GUESSED = frozenset({"name", "slug", "key"})


def suggest(connection: Connection, error: FieldError) -> FieldError:
    """Add the names that were perhaps meant to what is wrong with a reference."""
    if not isinstance(error, UnknownReference):
        return error
    kind, scheme, value = error.wanted
    near = nearest(connection, kind, value) if scheme in GUESSED else []
    return FieldError(error.field, error.message, near)


def nearest(connection: Connection, kind: RecordKind, value: str) -> list[str]:
    """Return the slugs and keys of a kind that look most like a value and begin as it does."""
    names = (records.c.slug, records.c.key)
    beginning = value[:BEGINNING].lower()
    alike = or_(*(name.istartswith(beginning, autoescape=True) for name in names))
    statement = select(*names).where(records.c.kind == kind, alike).limit(MOST_COMPARED)
    known = {name for row in connection.execute(statement) for name in row if name}
    return did_you_mean(value, known)
