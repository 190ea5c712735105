"""Redemptions, penalties, grants, tiers, entitlements, and what contracts delivered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "credit_0004"
down_revision: str | None = "credit_0003"
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_record")),
    )
    op.create_table(
        "grant_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "earn",
                "adjust",
                "evaluate",
                "penalize",
                "grant",
                "capture",
                "expire",
                "reverse",
                "succeed",
                "opening",
                "arrears",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "rejected",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("outcomes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_grant_request_four_eyes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_request")),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_record")),
    )
    op.create_index("ix_log_record_contract_id", "log_record", ["contract_id"], unique=False)
    op.create_table(
        "redemption_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "venue_hours",
                "training_seat",
                "equipment_loan",
                "micro_grant",
                "publicity",
                "insurance",
                "counseling",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=False),
        sa.Column("per_holder_limit", sa.BigInteger(), nullable=True),
        sa.Column("tier_min", sa.BigInteger(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "per_holder_limit > 0", name=op.f("ck_redemption_item_per_holder_limit")
        ),
        sa.CheckConstraint("price > 0", name=op.f("ck_redemption_item_price")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_redemption_item_stock")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_redemption_item_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption_item")),
        sa.UniqueConstraint("code", name=op.f("uq_redemption_item_code")),
    )
    op.create_table(
        "tier_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("earned_12m", sa.BigInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("monthly_review_on", sa.Date(), nullable=True),
        sa.Column("next_review", sa.Date(), nullable=True),
        sa.Column("lower_to", sa.BigInteger(), nullable=True),
        sa.Column("lower_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(lower_to IS NULL) = (lower_on IS NULL)", name=op.f("ck_tier_record_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_record")),
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
        "entitlement_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_entitlement_use_quantity")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_entitlement_use_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement_use")),
    )
    op.create_index(
        "ix_entitlement_use_period",
        "entitlement_use",
        ["account_id", "code", "period_start"],
        unique=False,
    )
    op.create_table(
        "penalty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("statement_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "stated",
                "posted",
                "dropped",
                "appealed",
                "upheld",
                "reversed",
                "final",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("appeal_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_penalty_four_eyes")),
        sa.CheckConstraint("points > 0", name=op.f("ck_penalty_points")),
        sa.CheckConstraint(
            "reviewed_by NOT IN (proposed_by, decided_by)", name=op.f("ck_penalty_six_eyes")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_penalty_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty")),
    )
    op.create_index("ix_penalty_account_id", "penalty", ["account_id", "id"], unique=False)
    op.create_table(
        "redemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "item_kind",
            sa.Enum(
                "venue_hours",
                "training_seat",
                "equipment_loan",
                "micro_grant",
                "publicity",
                "insurance",
                "counseling",
                "other",
                name="item_kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "approved",
                "fulfilled",
                "rejected",
                "canceled",
                "expired",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("hold_id", sa.Uuid(), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_redemption_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["redemption_item.id"], name=op.f("fk_redemption_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
    )
    op.create_index(
        "ix_redemption_account_id", "redemption", ["account_id", "item_id", "id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_redemption_account_id", table_name="redemption")
    op.drop_table("redemption")
    op.drop_index("ix_penalty_account_id", table_name="penalty")
    op.drop_table("penalty")
    op.drop_index("ix_entitlement_use_period", table_name="entitlement_use")
    op.drop_table("entitlement_use")
    op.drop_index("uq_contract_part", table_name="contract_part")
    op.drop_index("ix_contract_part_account_id", table_name="contract_part")
    op.drop_table("contract_part")
    op.drop_table("tier_record")
    op.drop_table("redemption_item")
    op.drop_index("ix_log_record_contract_id", table_name="log_record")
    op.drop_table("log_record")
    op.drop_table("grant_request")
    op.drop_table("contract_record")
