"""Service logs, their samples, and who may look at them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations.tables import application_role

revision: str = "procurement_0003"
down_revision: str | None = "procurement_0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DECIDED = (
    "version, state, sample_id, drawn, fabricated, decided_by, decided_at, reason, disputed_at,"
    " dispute_reason"
)
"""All that changes of a service log: what is decided about it, never what it says."""


def upgrade() -> None:
    """Go forward."""
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "worker_replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("registered_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_replica")),
    )
    op.create_index(
        op.f("ix_worker_replica_person_id"), "worker_replica", ["person_id"], unique=False
    )
    op.create_table(
        "beneficiary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("target_group", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_beneficiary_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beneficiary")),
        sa.UniqueConstraint("token", name=op.f("uq_beneficiary_token")),
    )
    op.create_index(
        "ix_beneficiary_contract_id_id", "beneficiary", ["contract_id", "id"], unique=False
    )
    op.create_table(
        "engagement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator_id", sa.Uuid(), nullable=False),
        sa.Column("evaluator_organization_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("engaged_by", sa.Uuid(), nullable=False),
        sa.Column("engaged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "evaluator_organization_id <> organization_id",
            name=op.f("ck_engagement_not_the_supplier"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_engagement_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index(
        "ix_engagement_contract_id_id", "engagement", ["contract_id", "id"], unique=False
    )
    op.create_index(
        "ix_engagement_evaluator_id_id", "engagement", ["evaluator_id", "id"], unique=False
    )
    op.create_index("ix_engagement_region_id_id", "engagement", ["region_id", "id"], unique=False)
    op.create_index(
        "ix_engagement_years",
        "engagement",
        ["evaluator_organization_id", "organization_id"],
        unique=False,
    )
    op.create_index(
        "uq_engagement_live",
        "engagement",
        ["evaluator_id", "contract_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_table(
        "sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("pool_size", sa.BigInteger(), nullable=False),
        sa.Column("pool_sha256", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("drawn_size", sa.BigInteger(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "frozen",
                "drawn",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_sample_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
    )
    op.create_index("ix_sample_contract_id_id", "sample", ["contract_id", "id"], unique=False)
    op.create_index(
        "ix_sample_organization_id_id", "sample", ["organization_id", "id"], unique=False
    )
    op.create_index("ix_sample_region_id_id", "sample", ["region_id", "id"], unique=False)
    op.create_table(
        "service_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("worker_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("beneficiaries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("vulnerable", sa.Boolean(), nullable=False),
        sa.Column("headcount", sa.BigInteger(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "intake",
                "assessment",
                "planning",
                "intervention",
                "evaluation",
                "closure",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("session", sa.BigInteger(), nullable=True),
        sa.Column("sessions", sa.BigInteger(), nullable=True),
        sa.Column("attachments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("narrative", sa.LargeBinary(), nullable=True),
        sa.Column("narrative_mark", sa.Text(), nullable=True),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=True),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("fabricated", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispute_reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "sampled",
                "verified",
                "rejected",
                "disputed",
                "corrected",
                "reversal",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("(qty > 0) = (corrects_id IS NULL)", name=op.f("ck_service_log_qty")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_service_log_time")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_service_log_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["service_log.id"], name=op.f("fk_service_log_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], name=op.f("fk_service_log_sample_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_log")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_service_log_corrects_id")),
    )
    op.create_index(
        "ix_service_log_attachments",
        "service_log",
        ["attachments"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_service_log_contract_id_id", "service_log", ["contract_id", "id"], unique=False
    )
    op.create_index(
        "ix_service_log_contract_id_state_id",
        "service_log",
        ["contract_id", "state", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_log_organization_id_id", "service_log", ["organization_id", "id"], unique=False
    )
    op.create_index("ix_service_log_region_id_id", "service_log", ["region_id", "id"], unique=False)
    op.create_index("ix_service_log_sample_id", "service_log", ["sample_id"], unique=False)
    op.create_index("uq_service_log_seq", "service_log", ["contract_id", "seq"], unique=True)
    op.create_index("ix_service_log_state_id", "service_log", ["state", "id"], unique=False)
    op.create_table(
        "working_time",
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("worker_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("live"),
            using="gist",
            name="ex_working_time_overlap",
        ),
        sa.ForeignKeyConstraint(
            ["log_id"], ["service_log.id"], name=op.f("fk_working_time_log_id")
        ),
        sa.PrimaryKeyConstraint("log_id", "worker_id", name=op.f("pk_working_time")),
    )
    app = application_role()
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON service_log FROM {app}")
    op.execute(f"GRANT UPDATE ({DECIDED}) ON service_log TO {app}")
