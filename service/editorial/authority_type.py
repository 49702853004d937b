"""Types of authorities: a person is no topic, whichever of two records says so."""

from sqlalchemy import Connection, and_, or_, select

from service.editorial.incoming import Problem
from service.editorial.spool import MOST_PROBLEMS
from service.schemas.reference import REFERENCES
from service.tables.authority import authorities
from service.tables.import_line import IMPORTED, import_lines
from service.tables.record import record_references

ALLOWED = {str(path): path.types for paths in REFERENCES.values() for path in paths if path.types}
WRONG = or_(
    *(
        and_(record_references.c.field == field, authorities.c.type.not_in(types))
        for field, types in ALLOWED.items()
    )
)
COLUMNS = (import_lines.c.line, record_references.c.field, authorities.c.type)


def check_types(connection: Connection) -> list[Problem]:
    """Find references from and to the records of an import to authorities of the wrong type.

    To be asked once all of its records are stored: types are known then.
    """
    return [*wrong_targets(connection), *wrong_types(connection)]


def wrong_targets(connection: Connection) -> list[Problem]:
    """Find references of the import to the wrong type."""
    statement = (
        select(*COLUMNS)
        .join(record_references, record_references.c.source_id == IMPORTED)
        .join(authorities, authorities.c.id == record_references.c.target_id)
        .where(WRONG)
        .limit(MOST_PROBLEMS)
    )
    return [
        Problem(line, field, f"refers to a {found}: name a record of type {allowed(field)}")
        for line, field, found in connection.execute(statement)
    ]


def wrong_types(connection: Connection) -> list[Problem]:
    """Find authorities of the import whose new type does not suit records stored before."""
    statement = (
        select(*COLUMNS)
        .join(record_references, record_references.c.target_id == IMPORTED)
        .join(authorities, authorities.c.id == import_lines.c.id)
        .where(WRONG, record_references.c.source_id.not_in(select(import_lines.c.id)))
        .distinct()
        .limit(MOST_PROBLEMS)
    )
    return [
        Problem(line, "type", f"is named as one of {field!r}: it must stay {allowed(field)}")
        for line, field, _ in connection.execute(statement)
    ]


def allowed(field: str) -> str:
    """List the types that a field takes."""
    return " or ".join(ALLOWED[field])
