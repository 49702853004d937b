"""Import: the records of a file are stored together, or none of them is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from sqlalchemy import Connection, Engine, delete, select

from service.editorial.authority_type import check_types
from service.editorial.claim import claim
from service.editorial.fill import Found, fill
from service.editorial.incoming import Failure, Incoming, Problem
from service.editorial.publication import release, render_stale
from service.editorial.spool import BATCH, Progress, Spool, read_lines
from service.tables.database import writing
from service.tables.import_line import import_lines

ATTEMPTS = 50


@dataclass
class Outcome:
    """What an import did: counts of records, and what was wrong with the lines not stored.

    Where it is not `complete`, nothing was stored.
    """

    stored: int = 0
    changed: int = 0
    published: int = 0
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True


class Incomplete(Exception):
    """Some lines cannot be stored; everything of this attempt is taken back."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def import_file(
    engine: Engine,
    file: IO[bytes],
    *,
    publish: bool = False,
    keep_going: bool = False,
    progress: Progress = lambda _step, _count: None,
) -> Outcome:
    """Store the records of an NDJSON file in one transaction.

    A bad line means that nothing is stored; with `keep_going` the good lines are, and the bad
    ones are listed. Lines may refer to records on later lines, and to records stored before.

    Raises:
        ServiceUnavailable: if the database does not answer; nothing is stored.
    """
    with Spool() as spool:
        problems = read_lines(file, spool, progress)
        # A line can fail because of another that failed, so a try can find new ones.
        for _ in range(ATTEMPTS):
            if problems and not keep_going:
                break
            spool.skip = {problem.line for problem in problems}
            try:
                outcome = store(engine, spool, progress, publish=publish)
            except Incomplete as incomplete:
                problems = sorted([*problems, *incomplete.problems], key=lambda one: one.line)
            else:
                outcome.problems = problems
                return outcome
    return Outcome(problems=problems, complete=False)


def store(engine: Engine, spool: Spool, progress: Progress, *, publish: bool) -> Outcome:
    """Store the records of the spool in one transaction.

    Raises:
        Incomplete: if a line cannot be stored.
    """
    with writing(engine, "import") as connection:
        outcome = claim_and_fill(connection, spool, progress)
        if publish:
            outcome.published = publish_lines(connection, progress)
        connection.execute(delete(import_lines))
    return outcome


def claim_and_fill(connection: Connection, spool: Spool, progress: Progress) -> Outcome:
    """Claim every record, then fill every record: references may point forwards.

    Raises:
        Incomplete: if a line cannot be stored.
    """
    outcome = Outcome()
    failures: list[Failure] = []
    for batch in spool.batches():
        failures += claim(connection, batch)
        progress("naming", batch[-1].line)
    spool.skip |= {incoming.line for incoming, _ in failures}
    found: Found = {}
    for batch in spool.batches():
        recall(connection, batch)
        failures += fill(connection, batch, found)
        outcome.stored += len(batch)
        outcome.changed += sum(incoming.changed for incoming in batch)
        progress("storing", batch[-1].line)
    problems = [Problem.of(incoming.line, error) for incoming, error in failures]
    problems += check_types(connection)
    if problems:
        raise Incomplete(problems)
    return outcome


def recall(connection: Connection, batch: Sequence[Incoming]) -> None:
    """Give the records of a batch the ids that they claimed."""
    columns = (import_lines.c.line, import_lines.c.id, import_lines.c.renamed)
    lines = import_lines.c.line.between(batch[0].line, batch[-1].line)
    claimed = {row.line: row for row in connection.execute(select(*columns).where(lines))}
    for incoming in batch:
        row = claimed[incoming.line]
        incoming.id, incoming.changed = row.id, row.renamed


def publish_lines(connection: Connection, progress: Progress) -> int:
    """Publish every record of the import; withdrawn ones stay withdrawn."""
    published, last = 0, 0
    statement = select(import_lines.c.line, import_lines.c.id).order_by(import_lines.c.line)
    while rows := connection.execute(
        statement.where(import_lines.c.line > last).limit(BATCH)
    ).all():
        published += len(release(connection, [row.id for row in rows]))
        last = rows[-1].line
        progress("publishing", last)
    render_stale(connection)
    return published
