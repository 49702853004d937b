"""The desk of editors: what they do, in one call each, and what the public then sees."""

from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Engine, Row, Table, func, select

from service.editorial.export import export_lines
from service.editorial.importing import Outcome, import_file
from service.editorial.publication import publish, withdraw
from service.ledger.tables import entries, head, names
from service.tables.database import reading, writing
from service.tables.record import records
from tests.builders import Written, to_file


@dataclass
class Desk:
    """Editors at work on one database."""

    engine: Engine

    def put(
        self, *lines: Written | bytes, publish: bool = False, keep_going: bool = False
    ) -> Outcome:
        """Import lines, as drafts."""
        return import_file(self.engine, to_file(lines), publish=publish, keep_going=keep_going)

    def release(self, *lines: Written | bytes) -> None:
        """Import lines that are in order, and publish them."""
        outcome = self.put(*lines, publish=True)
        assert outcome.complete, outcome.problems

    def publish(self, *keys: str) -> int:
        """Publish records by key."""
        ids = [self.record(key).id for key in keys]
        with writing(self.engine) as connection:
            return publish(connection, ids)

    def withdraw(self, key: str, reason: str, replaced_by: str | None = None) -> None:
        """Withdraw a record by key."""
        record_id = self.record(key).id
        other = self.record(replaced_by).id if replaced_by else None
        with writing(self.engine) as connection:
            withdraw(connection, record_id, reason, other)

    def record(self, key: str) -> Row[Any]:
        """Return what editors have of a record."""
        return self.rows(records, key=key)[0]

    def document(self, key: str) -> dict[str, Any]:
        """Return the public document of a record."""
        return dict(from_json(self.entry(key).document))

    def entry(self, key: str) -> Row[Any]:
        """Return the ledger's entry of a record."""
        return self.rows(entries, id=self.record(key).id)[0]

    def answers_to(self, key: str) -> set[tuple[str, str]]:
        """Return the names to which a record answers."""
        return {(row.scheme, row.value) for row in self.rows(names, id=self.record(key).id)}

    def sequence(self) -> int:
        """Return how far the ledger is."""
        return int(self.rows(head)[0].sequence)

    def rows(self, table: Table, **values: Any) -> list[Row[Any]]:
        """Return the rows of a table that have these values."""
        with reading(self.engine) as connection:
            return list(connection.execute(select(table).filter_by(**values)))

    def count(self, table: Table) -> int:
        """Count the rows of a table."""
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def exported(self, *, drafts: bool = False) -> list[Written]:
        """Return the records of an export."""
        return [from_json(line) for line in export_lines(self.engine, drafts=drafts)]


def problems(outcome: Outcome) -> list[tuple[int, str]]:
    """List line and field of each problem of an import."""
    return [(problem.line, problem.field) for problem in outcome.problems]
