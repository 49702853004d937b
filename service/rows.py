"""Rows by the hundred: on their way into a table, and found by a list of values."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import pydantic_core
from sqlalchemy import (
    Boolean,
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
    if not rows:
        return
    dialect = connection.dialect
    columns = [table.c[name] for name in rows[0]]
    converted = []
    for column in columns:
        convert = column.type.dialect_impl(dialect).bind_processor(dialect)
        if convert and column.type.python_type is datetime:
            convert = cache(convert)  # most rows have the same moment
        values = [row[column.key] for row in rows]
        converted.append([convert(value) for value in values] if convert else values)
    names = ", ".join(dialect.identifier_preparer.format_column(column) for column in columns)
    marks = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
    connection.exec_driver_sql(statement, list(zip(*converted, strict=True)))


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
