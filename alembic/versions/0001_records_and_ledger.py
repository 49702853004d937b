"""Records, what is public of them, and the ledger."""

import secrets
import time

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("ordinal", name=op.f("uq_ledger_entry_ordinal")),
        sa.UniqueConstraint("sequence", name=op.f("uq_ledger_entry_sequence")),
    )
    head = op.create_table(
        "ledger_head",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("secret", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "record",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_reason", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("replaced_by", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["record.id"], name=op.f("fk_record_replaced_by_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("key", "kind", name=op.f("uq_record_key_kind")),
        sa.UniqueConstraint("slug", "kind", name=op.f("uq_record_slug_kind")),
    )
    op.create_table(
        "authority",
        sa.Column("note", sa.JSON(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=True),
        sa.Column("same_as", sa.JSON(), nullable=False),
        sa.Column("broader", sa.String(), nullable=True),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_authority_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
    )
    op.create_table(
        "former_slug",
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("record_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_former_slug_record_id_record")
        ),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_former_slug")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_slug_record_id"), ["record_id"], unique=False)

    op.create_table(
        "import_line",
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("renamed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_import_line_id_record")),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_import_line")),
        sa.UniqueConstraint("id", name=op.f("uq_import_line_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_name",
        sa.Column("scheme", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=600), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["ledger_entry.id"], name=op.f("fk_ledger_name_id_ledger_entry")
        ),
        sa.PrimaryKeyConstraint("scheme", "value", "id", name=op.f("pk_ledger_name")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ledger_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_name_id"), ["id"], unique=False)

    op.create_table(
        "link_check",
        sa.Column("resource_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("checked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("final_url", sqlmodel.sql.sqltypes.AutoString(length=2048), nullable=True),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["record.id"], name=op.f("fk_link_check_resource_id_record")
        ),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_link_check")),
    )
    op.create_table(
        "mention",
        sa.Column("published", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("published_basis", sa.String(), nullable=True),
        sa.Column(
            "published_as_printed", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True
        ),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=True),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=True),
        sa.Column("outlet_as_printed", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("headline", sa.JSON(), nullable=True),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=2048), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("bylines", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("reprint_of", sa.String(), nullable=True),
        sa.Column("translation_of", sa.String(), nullable=True),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("resources", sa.JSON(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_mention_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    op.create_table(
        "published_record",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("published", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("outlet", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_published_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_record")),
    )
    op.create_table(
        "record_identifier",
        sa.Column("scheme", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=600), nullable=False),
        sa.Column("record_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_record_identifier_record_id_record")
        ),
        sa.PrimaryKeyConstraint("scheme", "value", "record_id", name=op.f("pk_record_identifier")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("record_identifier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_record_identifier_record_id"), ["record_id"], unique=False
        )
        batch_op.create_index(
            "uq_record_identifier_scheme_value",
            ["scheme", "value"],
            unique=True,
            sqlite_where=sa.text("scheme <> 'issn'"),
            postgresql_where=sa.text("scheme <> 'issn'"),
        )

    op.create_table(
        "record_reference",
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["record.id"], name=op.f("fk_record_reference_source_id_record")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["record.id"], name=op.f("fk_record_reference_target_id_record")
        ),
        sa.PrimaryKeyConstraint("source_id", "field", "position", name=op.f("pk_record_reference")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("record_reference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_record_reference_target_id"), ["target_id"], unique=False
        )

    op.create_table(
        "report",
        sa.Column("published", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("published_basis", sa.String(), nullable=True),
        sa.Column(
            "published_as_printed", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True
        ),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("subtitle", sa.JSON(), nullable=True),
        sa.Column("abstract", sa.JSON(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("publishers", sa.JSON(), nullable=False),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("identifiers", sa.JSON(), nullable=False),
        sa.Column("series", sa.JSON(), nullable=True),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("relations", sa.JSON(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=True),
        sa.Column("license_url", sqlmodel.sql.sqltypes.AutoString(length=2048), nullable=True),
        sa.Column("resources", sa.JSON(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_report_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_table(
        "resource",
        sa.Column("note", sa.JSON(), nullable=True),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=2048), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=127), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("archived", sa.JSON(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_resource_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_table(
        "stale_document",
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_stale_document_id_record")),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_stale_document")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published_reference",
        sa.Column("source_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_id", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["published_record.id"],
            name=op.f("fk_published_reference_source_id_published_record"),
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["record.id"], name=op.f("fk_published_reference_target_id_record")
        ),
        sa.PrimaryKeyConstraint(
            "source_id", "field", "position", name=op.f("pk_published_reference")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("published_reference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_published_reference_target_id"), ["target_id"], unique=False
        )

    op.bulk_insert(
        head,
        [
            {
                "one": 1,
                "sequence": 0,
                "changed_at": int(time.time()),
                "epoch": secrets.token_hex(16),
                "secret": secrets.token_hex(32),
            }
        ],
    )


def downgrade() -> None:
    with op.batch_alter_table("published_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_reference_target_id"))

    op.drop_table("published_reference")
    op.drop_table("stale_document")
    op.drop_table("resource")
    op.drop_table("report")
    with op.batch_alter_table("record_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_reference_target_id"))

    op.drop_table("record_reference")
    with op.batch_alter_table("record_identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_identifier_record_id"))
        batch_op.drop_index(
            "uq_record_identifier_scheme_value",
            sqlite_where=sa.text("scheme <> 'issn'"),
            postgresql_where=sa.text("scheme <> 'issn'"),
        )

    op.drop_table("record_identifier")
    op.drop_table("published_record")
    op.drop_table("mention")
    op.drop_table("link_check")
    with op.batch_alter_table("ledger_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_name_id"))

    op.drop_table("ledger_name")
    op.drop_table("import_line")
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_slug_record_id"))

    op.drop_table("former_slug")
    op.drop_table("authority")
    op.drop_table("record")
    op.drop_table("ledger_head")
    op.drop_table("ledger_entry")
