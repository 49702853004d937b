"""Former slugs are those that were public: what the ledger answers to, and nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

former = sa.table("former_slug", sa.column("kind"), sa.column("slug"), sa.column("record_id"))
name = sa.table("ledger_name", sa.column("scheme"), sa.column("value"), sa.column("id"))
record = sa.table("record", sa.column("id"), sa.column("kind"), sa.column("slug"))
BEFORE = "former:"


def upgrade() -> None:
    public = sa.select(sa.func.substr(name.c.scheme, len(BEFORE) + 1), name.c.value, name.c.id)
    op.execute(former.delete())
    op.execute(
        former.insert().from_select(
            ["kind", "slug", "record_id"], public.where(name.c.scheme.startswith(BEFORE))
        )
    )


def downgrade() -> None:
    """Keep the slugs of public records that were edited, as was done at once before."""
    edited = (
        sa.select(record.c.kind, name.c.value, record.c.id)
        .join(name, name.c.id == record.c.id)
        .where(name.c.scheme == sa.literal("slug:").concat(record.c.kind))
        .where(name.c.value != record.c.slug)
    )
    op.execute(former.insert().from_select(["kind", "slug", "record_id"], edited))
