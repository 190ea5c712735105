"""Redemptions, entitlements, penalties, grants, tiers, lists."""

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
        "listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "credit_list",
            sa.Enum(
                "abnormal",
                "serious",
                name="credit_list",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    op.create_index("ix_listing_organization_id", "listing", ["organization_id"], unique=False)
