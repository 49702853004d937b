"""Import: the records of a file are stored together, or none of them is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from service.editorial.claim import Failure, claim
from service.editorial.fill import check_types, fill
from service.editorial.incoming import Incoming, Problem
from service.editorial.publication import release, render_stale
from service.editorial.spool import Progress, Spool, read_lines
from service.tables.database import writing
from service.tables.record import ImportLine

ATTEMPTS = 50


@dataclass
class Outcome:
    """What an import did: counts of records, and what was wrong with the lines not stored."""

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
    """
    spool = Spool()
    try:
        problems = read_lines(file, spool, progress)
        return store(engine, spool, problems, (publish, keep_going), progress)
    finally:
        spool.close()


def store(
    engine: Engine,
    spool: Spool,
    problems: list[Problem],
    how: tuple[bool, bool],
    progress: Progress,
) -> Outcome:
    """Try to store the spool; lines that fail are left out of the next try, if going on.

    A line can fail because of another that failed, so a try can find new ones.
    """
    publish, keep_going = how
    for _ in range(ATTEMPTS):
        if problems and not keep_going:
            break
        try:
            with writing(engine) as session:
                outcome = attempt(session, spool, {one.line for one in problems}, progress)
                if publish:
                    outcome.published = publish_lines(session, progress)
                session.execute(delete(ImportLine))
        except Incomplete as incomplete:
            problems = sorted([*problems, *incomplete.problems], key=lambda one: one.line)
        else:
            outcome.problems = problems
            return outcome
    return Outcome(problems=problems, complete=False)


def attempt(session: Session, spool: Spool, skip: set[int], progress: Progress) -> Outcome:
    """Claim every record, then fill every record: references may point forwards.

    Raises:
        Incomplete: if a line cannot be stored.
    """
    outcome = Outcome()
    failures: list[Failure] = []
    for batch in spool.batches(skip):
        failures += claim(session, batch)
        progress("naming", batch[-1].line)
    failed = skip | {incoming.line for incoming, _ in failures}
    for batch in spool.batches(failed):
        number(session, batch)
        failures += fill(session, batch)
        outcome.stored += len(batch)
        outcome.changed += sum(incoming.changed for incoming in batch)
        progress("storing", batch[-1].line)
    problems = [Problem.of(incoming.line, error) for incoming, error in failures]
    problems += check_types(session)
    if problems:
        raise Incomplete(problems)
    return outcome


def number(session: Session, batch: Sequence[Incoming]) -> None:
    """Give the records of a batch the ids that they claimed."""
    lines = col(ImportLine.line).between(batch[0].line, batch[-1].line)
    claimed = select(ImportLine.line, ImportLine.id).where(lines)
    ids: dict[int, str] = dict(session.execute(claimed).tuples().all())
    for incoming in batch:
        incoming.id = ids[incoming.line]


def publish_lines(session: Session, progress: Progress) -> int:
    """Publish every record of the import; withdrawn ones stay withdrawn."""
    published, last = 0, 0
    statement = select(ImportLine.line, ImportLine.id).order_by(col(ImportLine.line)).limit(500)
    while rows := session.execute(statement.where(ImportLine.line > last)).tuples().all():
        published += len(release(session, [record_id for _, record_id in rows]))
        last = rows[-1][0]
        progress("publishing", last)
    render_stale(session)
    return published
