"""What contracts, years and volunteers' hours earn, and to whom it passes on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "credit_0005"
down_revision: str | None = "credit_0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "contract_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("finalized_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluation", sa.BigInteger(), nullable=False),
        sa.Column("penalty", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("penalized_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("remitted", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("forgiven", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_record")),
    )
    op.create_table(
        "contract_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "expected",
                "posted",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("withdrawn", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("amount >= 0 AND posted >= 0", name=op.f("ck_contract_part_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_contract_part_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract_record.id"], name=op.f("fk_contract_part_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["earning_policy.id"], name=op.f("fk_contract_part_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_part")),
    )
    op.create_index("ix_contract_part_account_id", "contract_part", ["account_id"], unique=False)
    op.create_index(
        "uq_contract_part", "contract_part", ["contract_id", "item_id", "month"], unique=True
    )
    op.create_table(
        "log_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("tokens", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("vulnerable", sa.Boolean(), nullable=False),
        sa.Column("fabricated", sa.Boolean(), nullable=False),
        sa.Column("rejected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_record")),
    )
    op.create_index("ix_log_record_contract_id", "log_record", ["contract_id"], unique=False)
    op.create_table(
        "annual_evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("each", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("amount >= 0 AND posted >= 0", name=op.f("ck_annual_evaluation_amount")),
        sa.CheckConstraint("score BETWEEN 0 AND 1000", name=op.f("ck_annual_evaluation_score")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_annual_evaluation_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_evaluation")),
    )
    op.create_index(
        "uq_annual_evaluation_year", "annual_evaluation", ["organization_id", "year"], unique=True
    )
    op.create_table(
        "hour_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(minutes < 0) = (corrects_id IS NOT NULL)", name=op.f("ck_hour_record_correction")
        ),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_hour_record_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_record")),
    )
    op.create_index("ix_hour_record_month", "hour_record", ["volunteer_id", "month"], unique=False)
    op.create_table(
        "point_month",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.CheckConstraint("points >= 0 AND posted >= 0", name=op.f("ck_point_month_points")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_point_month_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_month")),
    )
    op.create_index("uq_point_month_month", "point_month", ["volunteer_id", "month"], unique=True)
    op.create_table(
        "succession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    op.create_table(
        "succession_share",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("share > 0 AND share <= 10000", name=op.f("ck_succession_share_share")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["succession.id"], name=op.f("fk_succession_share_organization_id")
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "successor_id", name=op.f("pk_succession_share")
        ),
    )
    op.create_index(
        "ix_succession_share_successor_id", "succession_share", ["successor_id"], unique=False
    )
