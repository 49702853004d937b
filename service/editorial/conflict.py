"""Conflicts: which record an incoming one is, and which of its names belong to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from service.editorial.incoming import Incoming, new_id
from service.editorial.names import SHARED
from service.editorial.reference import Wanted, find_records
from service.editorial.slug import refuse_foreign
from service.errors import FieldError
from service.rows import among
from service.tables.import_line import import_lines
from service.tables.record import records


@dataclass
class Known:
    """What a batch must fit in with.

    Whose the names are, which records are stored, and on which lines the import has them.
    """

    owners: dict[Wanted, str]
    stored: dict[str, Row[Any]]
    lines: dict[str, int]


def known_of(connection: Connection, batch: Sequence[Incoming]) -> Known:
    """Find what is known of the names of a batch."""
    names = {name for one in batch for name in (*called(one), *own(one))}
    owners = find_records(connection, names)
    ids = {*owners.values(), *(incoming.id for incoming in batch)}
    columns = (records.c[name] for name in ("id", "kind", "key", "slug"))
    rows = connection.execute(select(*columns).where(among(records.c.id, ids)))
    lines = select(import_lines.c.id, import_lines.c.line).where(among(import_lines.c.id, ids))
    return Known(owners, {row.id: row for row in rows}, dict(connection.execute(lines).all()))


def called(incoming: Incoming) -> list[Wanted]:
    """List what the record is called here; the strongest, which says which it is, first."""
    said = (("id", incoming.id), ("key", incoming.key), ("slug", incoming.slug))
    return [(incoming.kind, scheme, value) for scheme, value in said if value]


def own(incoming: Incoming) -> list[Wanted]:
    """List the identifiers that no other record may have."""
    return [
        (incoming.kind, name.scheme, name.value) for name in incoming.names if name.scheme != SHARED
    ]


def claim_names(incoming: Incoming, known: Known) -> list[FieldError]:
    """Let the record be the one that its strongest name belongs to, or a new one.

    Returns what keeps it from having its names; if nothing does, they are its own from now on.
    """
    names = called(incoming)
    found = known.owners.get(names[0]) if names else None
    is_addressed, key = found == incoming.id, (incoming.kind, "key", incoming.key or "")
    if not is_addressed and found in known.stored and known.owners.get(key) == found:
        # It may be the key of a record that was merged into this one, which goes by both.
        incoming.key = known.stored[found].key
    incoming.id = found or incoming.id or new_id()
    errors = conflicts(incoming, known)
    if not errors:
        known.lines[incoming.id] = incoming.line
        known.owners.update(dict.fromkeys((*names, *own(incoming)), incoming.id))
    return errors


def conflicts(incoming: Incoming, known: Known) -> list[FieldError]:
    """Say why the record cannot be stored under its names."""
    if incoming.id in known.lines:
        text = f"stands for the same record as line {known.lines[incoming.id]}: keep one of them"
        return [FieldError("key" if incoming.key else "slug", text)]
    row = known.stored.get(incoming.id)
    if row is not None and row.kind != incoming.kind:
        return [FieldError("id", f"belongs to a {row.kind}: leave it out")]
    foreign = refuse_foreign(incoming.slug, row.slug if row else None)
    return foreign or [
        refusal(name, known)
        for name in (*called(incoming), *own(incoming))
        if known.owners.get(name, incoming.id) != incoming.id
    ]


def refusal(name: Wanted, known: Known) -> FieldError:
    """Say whose a name is already."""
    _, scheme, value = name
    owner = known.owners[name]
    field = scheme if scheme in {"key", "slug", "url"} else "identifiers"
    whose = f"the record on line {known.lines[owner]}" if owner in known.lines else owner
    return FieldError(
        field, f"{scheme} {value!r} belongs to {whose}: change that one, or this name"
    )
