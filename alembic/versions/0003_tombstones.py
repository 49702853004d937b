"""Tombstones are found without looking at what is public."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_ledger_entry_withdrawn",
        "ledger_entry",
        ["sequence"],
        sqlite_where=sa.text("withdrawn"),
        postgresql_where=sa.text("withdrawn"),
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_entry_withdrawn", table_name="ledger_entry")
