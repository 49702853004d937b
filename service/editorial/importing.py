"""Import: the records of a file are stored together, or none of them is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, delete, select

from service.editorial.authority_type import check_types
from service.editorial.claim import claim
from service.editorial.embargo import check_moments, unapproved
from service.editorial.fill import Found, fill
from service.editorial.incoming import Failure, Incoming, Problem
from service.editorial.keys import Editor
from service.editorial.publication import release_named, release_written, render_stale
from service.editorial.results import Results
from service.editorial.revision import BY_OPERATOR, Change
from service.editorial.spool import (
    MOST_PROBLEMS,
    Progress,
    Spool,
    disk_errors,
    read_lines,
)
from service.errors import FieldError
from service.tables.database import count_rows, writing
from service.tables.import_line import import_lines

ATTEMPTS = 50

Batch = list[Incoming]


def no_progress(_step: str, _count: int) -> None:
    """Tell nobody."""


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

    @property
    def failed(self) -> int:
        """How many lines were not stored."""
        return len({problem.line for problem in self.problems})


@dataclass(frozen=True)
class Plan:
    """How an import is made.

    A bad line means that nothing is stored; with `keep_going` the good lines are. With `dry_run`
    everything is done, and then taken back. `change` says who imports, and why; `progress` hears
    how far it is; `results` gets what became of each line; `folder` holds temporary files.
    """

    publish: bool = False
    keep_going: bool = False
    dry_run: bool = False
    change: Change = BY_OPERATOR
    progress: Progress = no_progress
    results: Results | None = None
    folder: Path | None = None


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
    progress: Progress = no_progress,
) -> Outcome:
    """Import an NDJSON file as the operator does, by a plan of these wishes; see `carry_out`."""
    return carry_out(engine, file, Plan(publish, keep_going, progress=progress))


def carry_out(engine: Engine, file: IO[bytes], plan: Plan) -> Outcome:
    """Store the records of an NDJSON file in one transaction.

    Lines may refer to records on later lines, and to records stored before.

    Raises:
        ServiceUnavailable: if the database or the disk does not answer; nothing is stored.
    """
    with disk_errors(), Spool(plan.folder) as spool:
        problems = read_lines(file, spool, plan.progress)
        # A line can fail because of another that failed, so a try can find new ones.
        for _ in range(ATTEMPTS):
            if (problems and not plan.keep_going) or len(problems) >= MOST_PROBLEMS:
                break
            spool.skip = {problem.line for problem in problems}
            try:
                outcome = store(engine, spool, plan)
            except Incomplete as incomplete:
                problems = sorted([*problems, *incomplete.problems], key=lambda one: one.line)
                if plan.results:
                    plan.results.forget()
            else:
                outcome.problems = problems
                return outcome
    return Outcome(problems=problems, complete=False)


def store(engine: Engine, spool: Spool, plan: Plan) -> Outcome:
    """Store the records of the spool in one transaction.

    Raises:
        Incomplete: if a line cannot be stored.
    """
    with writing(engine, "import") as connection:
        outcome = claim_and_fill(connection, spool, plan)
        if plan.publish:
            outcome.published += release_named(connection, plan.change)
            render_stale(connection, partial(plan.progress, "publishing"))
        connection.execute(delete(import_lines))
        if plan.dry_run:
            connection.rollback()
    return outcome


def claim_and_fill(connection: Connection, spool: Spool, plan: Plan) -> Outcome:
    """Claim every record, then fill every record: references may point forwards.

    Raises:
        Incomplete: if a line cannot be stored.
    """
    outcome = Outcome()
    failures: list[Failure] = []
    for batch in growing(connection, spool.batches(fields=False)):
        failures += claim(connection, batch)
        refuse_many(failures)
        plan.progress("naming", batch[-1].line)
    spool.skip |= {incoming.line for incoming, _ in failures}
    found: Found = {}
    for batch in growing(connection, spool.batches()):
        recall(connection, batch)
        failures += fill(connection, batch, plan.change, found)
        failures += waiting(connection, batch, plan.change.editor)
        refuse_many(failures)
        if plan.publish and not failures:
            written = {incoming.id: incoming.fields for incoming in batch}
            outcome.published += release_written(connection, written, plan.change)
        outcome.stored += len(batch)
        outcome.changed += sum(incoming.changed for incoming in batch)
        if plan.results:
            plan.results.add(batch)
        plan.progress("storing", batch[-1].line)
    problems = problems_of(failures) + check_types(connection)
    if plan.publish and not failures:
        problems += check_moments(connection)
    if problems:
        raise Incomplete(problems)
    return outcome


def waiting(connection: Connection, batch: Sequence[Incoming], editor: Editor) -> Iterator[Failure]:
    """Find records of a batch that wait for their moment, and are not the editor's to change."""
    changed = {one.id: one for one in batch if one.changed}
    for row, text in unapproved(connection, editor, list(changed)):
        yield changed[row.id], FieldError("record", text)


def growing(connection: Connection, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Go through batches; whenever twice as many are stored, the database looks at its tables."""
    for count, batch in enumerate(batches, start=1):
        yield batch
        if count.bit_count() == 1:
            count_rows(connection)


def refuse_many(failures: Sequence[Failure]) -> None:
    """Stop an attempt in which too much is wrong; raises Incomplete."""
    if len(failures) >= MOST_PROBLEMS:
        raise Incomplete(problems_of(failures))


def problems_of(failures: Iterable[Failure]) -> list[Problem]:
    """Name the lines of records that cannot be stored."""
    return [Problem.of(incoming.line, error) for incoming, error in failures]


def recall(connection: Connection, batch: Sequence[Incoming]) -> None:
    """Give the records of a batch the ids that they claimed."""
    lines = import_lines.c.line.between(batch[0].line, batch[-1].line)
    claimed = {row.line: row for row in connection.execute(select(import_lines).where(lines))}
    for incoming in batch:
        row = claimed[incoming.line]
        incoming.id, incoming.renamed, incoming.rekeyed = row.id, row.renamed, row.rekeyed
