"""Rows on their way into a table, many at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; what columns have by default is not filled in.

    Does what `insert(table)` does, without its work for each row, which costs more than the row.
    """
    if not rows:
        return
    dialect = connection.dialect
    columns = [table.c[name] for name in rows[0]]
    converted = []
    for column in columns:
        convert = column.type.dialect_impl(dialect).bind_processor(dialect)
        values = [row[column.key] for row in rows]
        converted.append([convert(value) for value in values] if convert else values)
    names = ", ".join(dialect.identifier_preparer.format_column(column) for column in columns)
    marks = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
    connection.exec_driver_sql(statement, list(zip(*converted, strict=True)))
