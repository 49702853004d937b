"""Appending to the ledger: the only writer of public documents."""

import time
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from service.ledger.entry import Publication
from service.ledger.tables import LedgerEntry, LedgerHead, LedgerName

entries = LedgerEntry.__table__  # type: ignore[attr-defined]
names = LedgerName.__table__  # type: ignore[attr-defined]
head = LedgerHead.__table__  # type: ignore[attr-defined]


def lock(session: Session) -> int:
    """Wait until no other transaction publishes, and return the latest number.

    Numbers are given out under this lock and kept to the end of the transaction, so they become
    visible in order on every database. What is rendered after it sees all that went before.
    """
    statement = update(head).values(sequence=head.c.sequence).returning(head.c.sequence)
    return int(session.execute(statement).scalar_one())


def append(session: Session, publications: Sequence[Publication]) -> int:
    """Write documents under the next numbers; one that did not change takes no number.

    Returns how many changed. The caller holds the `lock`.
    """
    known = stored(session, [publication.id for publication in publications])
    changed = [
        publication
        for publication in publications
        if known.get(publication.id, (0, b"", False))[1:]
        != (publication.document, publication.withdrawn)
    ]
    if not changed:
        return 0
    sequence = lock(session)
    numbered = [
        {**row(publication), "sequence": sequence + step, "ordinal": sequence + step}
        for step, publication in enumerate(changed, start=1)
    ]
    insert_new(session, [values for values in numbered if values["id"] not in known])
    replace_old(session, [values for values in numbered if values["id"] in known])
    write_names(session, changed, known.keys())
    moment = int(time.time())
    session.execute(update(head).values(sequence=sequence + len(changed), changed_at=moment))
    return len(changed)


def stored(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, bytes, bool]]:
    """Return what the ledger has under these ids: ordinal, document, withdrawn."""
    columns = (entries.c.id, entries.c.ordinal, entries.c.document, entries.c.withdrawn)
    found = session.execute(select(*columns).where(entries.c.id.in_(ids)))
    return {id_: (ordinal, document, withdrawn) for id_, ordinal, document, withdrawn in found}


def row(publication: Publication) -> dict[str, object]:
    """Return the columns of an entry that do not depend on its number."""
    return {
        "id": publication.id,
        "kind": publication.kind,
        "slug": publication.slug,
        "withdrawn": publication.withdrawn,
        "document": publication.document,
        "changed_at": int(time.time()),
    }


def insert_new(session: Session, rows: list[dict[str, object]]) -> None:
    """Insert first publications; their number is also their ordinal, for ever."""
    if rows:
        session.execute(insert(entries), rows)


def replace_old(session: Session, rows: list[dict[str, object]]) -> None:
    """Replace documents that were public before; the ordinal stays."""
    if rows:
        statement = (
            update(entries)
            .where(entries.c.id == bindparam("key"))
            .values(
                {
                    name: bindparam(name)
                    for name in ("sequence", "slug", "withdrawn", "document", "changed_at")
                }
            )
        )
        session.connection().execute(
            statement, [{**values, "key": values["id"]} for values in rows]
        )


def write_names(
    session: Session, publications: Sequence[Publication], known: Sequence[str] | set[str]
) -> None:
    """Let each record answer to its present names only."""
    old = [publication.id for publication in publications if publication.id in known]
    if old:
        session.execute(delete(names).where(names.c.id.in_(old)))
    rows = [
        {"scheme": name.scheme, "value": name.value, "id": publication.id}
        for publication in publications
        for name in dict.fromkeys(publication.names)
    ]
    if rows:
        session.execute(insert(names), rows)
