"""With which pepper a key was made."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pepper = sqlmodel.sql.sqltypes.AutoString(length=16)
    op.add_column("api_key", sa.Column("pepper", pepper, nullable=True))


def downgrade() -> None:
    op.drop_column("api_key", "pepper")
