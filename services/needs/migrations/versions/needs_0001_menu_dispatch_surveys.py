"""Menu, teams, orders, visits, claims and surveys."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "needs_0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = ("needs",)
depends_on: str | Sequence[str] | None = "kernel_0001"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("required_skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("menu_item_id", sa.Uuid(), nullable=False),
        sa.Column("search", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "taken",
                "lapsed",
                "withdrawn",
                name=op.f("ck_claim_state"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(
        "ix_claim_list",
        "claim",
        ["street_id", "id"],
        unique=False,
        postgresql_where="state = 'open'",
    )
    op.create_index(
        "uq_claim_open", "claim", ["need_id"], unique=True, postgresql_where="state = 'open'"
    )
    op.create_table(
        "dispatch_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("reporter_person_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("menu_item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "auto",
                "assigned",
                "claimed",
                name=op.f("ck_dispatch_order_mode"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("search", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cap_fen", sa.BigInteger(), nullable=False),
        sa.Column("arrive_minutes", sa.BigInteger(), nullable=False),
        sa.Column("ranking", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("assigned_reason", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "accepted",
                "en_route",
                "on_site",
                "done_claimed",
                "confirmed",
                "disputed",
                "declined",
                "expired",
                "recalled",
                "no_show",
                "failed",
                "reassigned",
                name=op.f("ck_dispatch_order_state"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "fee_fen BETWEEN 0 AND cap_fen", name=op.f("ck_dispatch_order_fee_within_cap")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_order")),
    )
    op.create_index(
        "ix_dispatch_order_load", "dispatch_order", ["team_id", "offered_at"], unique=False
    )
    op.create_index(
        "ix_dispatch_order_need_id", "dispatch_order", ["need_id", "search"], unique=False
    )
    op.create_index(
        "ix_dispatch_order_organization_id_id",
        "dispatch_order",
        ["organization_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_dispatch_order_region_id_id", "dispatch_order", ["region_id", "id"], unique=False
    )
    op.create_index(
        "ix_dispatch_order_reporter_person_id_id",
        "dispatch_order",
        ["reporter_person_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_dispatch_order_use", "dispatch_order", ["menu_item_id", "offered_at"], unique=False
    )
    op.create_index(
        "uq_dispatch_order_live",
        "dispatch_order",
        ["need_id"],
        unique=True,
        postgresql_where="state IN ('accepted', 'en_route', 'on_site', 'done_claimed')",
    )
    op.create_table(
        "menu_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("team_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("preferred_skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("slots", sa.BigInteger(), nullable=False),
        sa.Column("duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column(
            "fee",
            sa.Enum(
                "free",
                "subsidized",
                "capped",
                name=op.f("ck_menu_item_fee"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("price_cap_fen", sa.BigInteger(), nullable=True),
        sa.Column("respond_minutes", sa.BigInteger(), nullable=False),
        sa.Column("arrive_minutes", sa.BigInteger(), nullable=False),
        sa.Column("finish_work_days", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "suspended",
                "retired",
                name=op.f("ck_menu_item_state"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "slots >= 1 AND duration_minutes >= 1", name=op.f("ck_menu_item_positive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_item")),
        sa.UniqueConstraint("code", name=op.f("uq_menu_item_code")),
    )
    op.create_index(op.f("ix_menu_item_region_id"), "menu_item", ["region_id"], unique=False)
    op.create_index(
        "ix_menu_item_serving",
        "menu_item",
        ["category_code", "region_id"],
        unique=False,
        postgresql_where="state = 'published'",
    )
    op.create_table(
        "organization_replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("legal_type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("home_region_id", sa.Uuid(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_replica")),
    )
    op.create_table(
        "standing_replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tier", sa.BigInteger(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("arrears", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_replica")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column(
            "solved",
            sa.Enum(
                "yes",
                "partly",
                "no",
                name=op.f("ck_survey_solved"),
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("contacted", sa.Boolean(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(score IS NULL) = (answered_at IS NULL)", name=op.f("ck_survey_answered_whole")
        ),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_survey_score")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("order_id", name=op.f("uq_survey_order_id")),
    )
    op.create_index("ix_survey_person_id_id", "survey", ["person_id", "id"], unique=False)
    op.create_index("ix_survey_rates", "survey", ["organization_id", "asked_at"], unique=False)
    op.create_index(
        "ix_survey_ratings",
        "survey",
        ["team_id"],
        unique=False,
        postgresql_where="score IS NOT NULL",
    )
    op.create_index(op.f("ix_survey_region_id"), "survey", ["region_id"], unique=False)
    op.create_table(
        "team_replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filing", sa.Text(), nullable=False),
        sa.Column("organization_active", sa.Boolean(), nullable=False),
        sa.Column("skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("coverage", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shifts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("max_parallel", sa.BigInteger(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("household_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("member_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_replica")),
    )
    op.create_index(
        "ix_team_replica_coverage",
        "team_replica",
        ["coverage"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_team_replica_skills", "team_replica", ["skills"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_team_replica_member_ids",
        "team_replica",
        ["member_ids"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("ix_team_replica_organization_id"), "team_replica", ["organization_id"], unique=False
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("arrival_code_enc", sa.LargeBinary(), nullable=False),
        sa.Column("code_enc", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_visit_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
