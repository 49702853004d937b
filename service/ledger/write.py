"""Appending to the ledger: the only writer of public documents."""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, func, select, update

from service.ledger.entry import CHANNEL, Publication
from service.ledger.tables import entries, head, names
from service.rows import among, insert_rows, update_rows

STORED = select(entries.c.id, entries.c.ordinal, entries.c.document, entries.c.withdrawn).where(
    among(entries.c.id)
)
NAMES = select(names).where(among(names.c.id))
FORGET = delete(names).where(among(names.c.id))
LOCK = update(head).values(sequence=head.c.sequence).returning(head.c.sequence, head.c.changed_at)
REPLACED = ("sequence", "slug", "withdrawn", "document", "changed_at", "id")


def lock(connection: Connection) -> tuple[int, int]:
    """Wait until no other publishes; return the latest number and its moment (Unix time).

    Numbers are given out under this lock and kept to the end of the transaction, so they become
    visible in order on every database. What is rendered after it sees all that went before.
    """
    sequence, changed_at = connection.execute(LOCK).one()
    return sequence, changed_at


def append(connection: Connection, publications: Sequence[Publication]) -> int:
    """Write documents under the next numbers; one that did not change takes no number.

    Returns how many changed. The caller holds the `lock`.
    """
    if not publications:
        return 0
    known = stored(connection, [publication.id for publication in publications])
    changed = [
        publication
        for publication in publications
        if known.get(publication.id, (0, b"", False))[1:]
        != (publication.document, publication.withdrawn)
    ]
    sequence, changed_at = lock(connection)
    # A clock may be set back, the ledger never: what came after a moment came after its numbers.
    moment = max(int(time.time()), changed_at)
    numbered = [
        {**row(publication, moment), "sequence": sequence + step, "ordinal": sequence + step}
        for step, publication in enumerate(changed, start=1)
    ]
    # The number of its first publication is a document's ordinal, for ever.
    insert_rows(connection, entries, [one for one in numbered if one["id"] not in known])
    replace_old(connection, [values for values in numbered if values["id"] in known])
    write_names(connection, publications, known)
    if not changed:
        return 0
    connection.execute(update(head).values(sequence=sequence + len(changed), changed_at=moment))
    announce(connection)
    return len(changed)


def announce(connection: Connection) -> None:
    """Let a server tell its readers as soon as this is committed; a file is asked by them."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(CHANNEL, "")))


def stored(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, bytes, bool]]:
    """Return what the ledger has under these ids: ordinal, document, withdrawn."""
    found = connection.execute(STORED, {"ids": ids})
    return {id_: (ordinal, document, withdrawn) for id_, ordinal, document, withdrawn in found}


def row(publication: Publication, moment: int) -> dict[str, object]:
    """Return the columns of an entry that do not depend on its number."""
    return {
        "id": publication.id,
        "kind": publication.kind,
        "slug": publication.slug,
        "withdrawn": publication.withdrawn,
        "document": publication.document,
        "changed_at": moment,
    }


def replace_old(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Replace documents that were public before; the ordinal stays."""
    update_rows(connection, entries, [{name: row[name] for name in REPLACED} for row in rows])


def write_names(
    connection: Connection, publications: Sequence[Publication], known: Collection[str]
) -> None:
    """Let each record answer to its present names only; most keep those they have."""
    old = names_of(connection, known)
    changed = [
        one
        for one in publications
        if old[one.id] != {(name.scheme, name.value) for name in one.names}
    ]
    gone = [one.id for one in changed if old[one.id]]
    if gone:
        connection.execute(FORGET, {"ids": gone})
    rows = [
        {"scheme": name.scheme, "value": name.value, "id": publication.id}
        for publication in changed
        for name in dict.fromkeys(publication.names)
    ]
    insert_rows(connection, names, rows)


def names_of(connection: Connection, ids: Collection[str]) -> Mapping[str, set[tuple[str, str]]]:
    """Return the names to which records answer, as scheme and value."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    if ids:
        for scheme, value, record_id in connection.execute(NAMES, {"ids": list(ids)}):
            found[record_id].add((scheme, value))
    return found
