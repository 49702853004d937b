"""Rows by the hundred: on their way into a table, and found by a list of values."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import pydantic_core
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    String,
    Table,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; what columns have by default is not filled in.

    Does what `insert(table)` does, without its work for each row, which costs more than the row.
    """
    if rows:
        names = ", ".join(written(connection, table.c[name]) for name in rows[0])
        marks = ", ".join([mark(connection)] * len(rows[0]))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
        connection.exec_driver_sql(statement, converted(connection, table, rows))


def update_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Update rows that all have the same columns; the last one tells which row it is."""
    if rows:
        *names, key = (
            f"{written(connection, table.c[one])} = {mark(connection)}" for one in rows[0]
        )
        statement = f"UPDATE {table.name} SET {', '.join(names)} WHERE {key}"
        connection.exec_driver_sql(statement, converted(connection, table, rows))


def written(connection: Connection, column: Column[Any]) -> str:
    """Write the name of a column."""
    return connection.dialect.identifier_preparer.format_column(column)


def mark(connection: Connection) -> str:
    """Return what stands for a value."""
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def converted(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """Convert values to what the driver takes, column by column."""
    columns = []
    for column in (table.c[name] for name in rows[0]):
        values = [row[column.key] for row in rows]
        convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if convert and column.type.python_type is datetime:
            convert = cache(convert)  # most rows have the same moment
        columns.append([convert(value) for value in values] if convert else values)
    return list(zip(*columns, strict=True))


class Texts(TypeDecorator[Collection[str]]):
    """Any number of texts as one parameter: an array, or JSON where there are no arrays."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose what the database knows."""
        return ARRAY(String()) if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        """Write the texts as the database reads them."""
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else pydantic_core.to_json(texts).decode()


class Listed(FunctionElement[str]):
    """The texts of one parameter as rows."""

    type = String()
    inherit_cache = True


@compiles(Listed, "sqlite")
def list_in_sqlite(element: Listed, compiler: SQLCompiler, **options: Any) -> str:
    """Write the rows as SQLite has them."""
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **options)}))"


@compiles(Listed, "postgresql")
def list_in_postgresql(element: Listed, compiler: SQLCompiler, **options: Any) -> str:
    """Write the rows as PostgreSQL has them."""
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}))"


def among(column: ColumnElement[Any], values: Collection[str] | None = None) -> ColumnElement[bool]:
    """Say that a column has one of so many texts, as `column.in_(values)` does.

    One parameter in place of hundreds: the statement is the same whatever their number. A
    statement that is made once, to be executed often, gets them as its parameter `ids`.
    """
    given = bindparam("ids", type_=Texts()) if values is None else None
    rows = Listed(bindparam(None, values, Texts(), unique=True) if given is None else given)
    return column.op("IN", is_comparison=True, return_type=Boolean())(rows)
