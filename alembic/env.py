"""How migrations run: on the connection they are given, or on the settings' database."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import service.ledger.tables
import service.tables.answer
import service.tables.authority
import service.tables.import_line
import service.tables.key
import service.tables.mention
import service.tables.publication
import service.tables.record
import service.tables.report
import service.tables.resource
import service.tables.revision  # noqa: F401  the metadata is complete once all tables are imported
from service.schemas.column import Json
from service.settings import Settings
from service.tables.database import open_engine


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our JSON columns as plain ones: a migration must not change when the code does."""
    return "sa.JSON()" if kind == "type" and isinstance(item, Json) else False


def run(connection: Connection) -> None:
    """Run the migrations inside the transaction of the connection."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        render_item=render_item,
    )
    context.run_migrations()


if given := context.config.attributes.get("connection"):
    run(given)
else:
    with open_engine(Settings().url).begin() as opened:
        run(opened)
