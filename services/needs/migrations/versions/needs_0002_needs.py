"""Needs, their clocks and classifications, and the catalogue as shipped.

Later changes of the catalogue come over the API: what is inserted here is only a start.
"""

import csv
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared import ids

revision: str = "needs_0002"
down_revision: str | None = "needs_0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CATALOGUE = UUID("0193f2a0-0000-7000-8000-6e6565647301")
"""The space in which a shipped category's id follows from its code, alike in every city."""

VALID_FROM = date(2026, 1, 1)


def choice(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK named by the column."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=None)


def upgrade() -> None:
    """Go forward."""
    op.execute("CREATE SEQUENCE need_number MINVALUE 1 MAXVALUE 99999 CYCLE")
    op.create_table(
        "category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("leaf", sa.Boolean(), nullable=False),
        sa.Column("required_skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("professionality", sa.BigInteger(), nullable=False),
        sa.Column("public_affairs", sa.Boolean(), nullable=False),
        sa.Column(
            "default_route",
            choice(
                "default_route",
                "menu",
                "project",
                "purchase",
                "deliberation",
                "answer",
                "transfer",
                "manual",
            ),
            nullable=True,
        ),
        sa.Column(
            "min_sensitivity",
            choice("min_sensitivity", "public", "restricted", "confidential"),
            nullable=False,
        ),
        sa.Column("remote_ok", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "professionality BETWEEN 0 AND 4", name=op.f("ck_category_professionality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("code", name=op.f("uq_category_code")),
    )
    op.create_table(
        "classification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.BigInteger(), nullable=False),
        sa.Column(
            "route",
            choice(
                "route",
                "menu",
                "project",
                "purchase",
                "deliberation",
                "answer",
                "transfer",
                "manual",
            ),
            nullable=False,
        ),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("features", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("thresholds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "decided_by",
            choice("decided_by", "rule", "person", "silence"),
            nullable=False,
        ),
        sa.Column("decider_id", sa.Uuid(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification")),
    )
    op.create_index(
        "ix_classification_need_id_id", "classification", ["need_id", "id"], unique=False
    )
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("need_no", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column(
            "channel",
            choice(
                "channel",
                "window",
                "hotline",
                "wechat",
                "web",
                "grid_patrol",
                "outreach",
                "org_proxy",
                "import_12345",
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            choice("kind", "inquiry", "help", "complaint", "report", "suggestion", "dispute"),
            nullable=False,
        ),
        sa.Column(
            "relation",
            choice("relation", "self", "family", "guardian", "neighbor", "worker"),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("filed_by_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_person_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("phone_enc", sa.LargeBinary(), nullable=True),
        sa.Column("phone_blind", sa.LargeBinary(), nullable=True),
        sa.Column("address_enc", sa.LargeBinary(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("beneficiaries", sa.BigInteger(), nullable=False),
        sa.Column("target_groups", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "urgency",
            choice("urgency", "emergency", "urgent", "normal", "low"),
            nullable=False,
        ),
        sa.Column(
            "sensitivity",
            choice("sensitivity", "public", "restricted", "confidential"),
            nullable=False,
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            choice(
                "state",
                "submitted",
                "awaiting_info",
                "accepted",
                "refused",
                "classified",
                "dispatching",
                "in_service",
                "answering",
                "resolved",
                "closed",
                "withdrawn",
                "in_project",
            ),
            nullable=False,
        ),
        sa.Column(
            "route",
            choice(
                "route",
                "menu",
                "project",
                "purchase",
                "deliberation",
                "answer",
                "transfer",
                "manual",
            ),
            nullable=True,
        ),
        sa.Column("first_receiver_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("information", sa.Text(), nullable=True),
        sa.Column(
            "refusal_reason",
            choice(
                "refusal_reason",
                "out_of_area",
                "judicial",
                "petition_channel",
                "emergency_line",
                "secret",
                "abuse",
                "not_a_need",
            ),
            nullable=True,
        ),
        sa.Column("refusal_text", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispute_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "basis",
            choice("basis", "confirmed", "lapsed", "withdrawn"),
            nullable=True,
        ),
        sa.Column("dispute_reason", sa.Text(), nullable=True),
        sa.Column("reopen_count", sa.BigInteger(), nullable=False),
        sa.Column("external_ref", sa.Text(), nullable=True),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_need_point")),
        sa.CheckConstraint("beneficiaries > 0", name=op.f("ck_need_beneficiaries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("external_ref", name=op.f("uq_need_external_ref")),
        sa.UniqueConstraint("need_no", name=op.f("uq_need_need_no")),
    )
    op.create_index(
        "ix_need_alike", "need", ["category_code", "region_id", "submitted_at"], unique=False
    )
    op.create_index(
        "ix_need_near", "need", ["category_code", "latitude", "longitude"], unique=False
    )
    op.create_index(op.f("ix_need_phone_blind"), "need", ["phone_blind"], unique=False)
    op.create_index(
        "ix_need_queue",
        "need",
        ["due_at", "id"],
        unique=False,
        postgresql_where="state = 'classified'",
    )
    op.create_index("ix_need_region_id_id", "need", ["region_id", "id"], unique=False)
    op.create_index(
        "ix_need_reporter", "need", ["reporter_person_id", "submitted_at"], unique=False
    )
    op.create_index("ix_need_state_id", "need", ["state", "id"], unique=False)
    op.create_table(
        "sla_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column(
            "name",
            choice(
                "name", "accept", "route", "first_offer", "on_site", "finish", "design", "callback"
            ),
            nullable=False,
        ),
        sa.Column("target", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("calendar_version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("pauses", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalations", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            choice("state", "running", "paused", "met", "breached", "voided"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_clock")),
    )
    op.create_index("ix_sla_clock_need_id", "sla_clock", ["need_id"], unique=False)
    op.create_index(
        "uq_sla_clock_open",
        "sla_clock",
        ["need_id", "name"],
        unique=True,
        postgresql_where="stopped_at IS NULL",
    )
    op.execute("REVOKE UPDATE, DELETE ON classification FROM needs_app")
    _insert_catalogue()


def _insert_catalogue() -> None:
    category = sa.table(
        "category",
        *(sa.column(name, sa.Text()) for name in ("code", "parent_code", "name")),
        *(sa.column(name, sa.Text()) for name in ("default_route", "min_sensitivity")),
        *(sa.column(name, sa.Boolean()) for name in ("leaf", "public_affairs", "remote_ok")),
        *(sa.column(name, sa.BigInteger()) for name in ("version", "professionality")),
        sa.column("id", sa.Uuid()),
        sa.column("required_skills", postgresql.JSONB()),
        sa.column("valid_from", sa.Date()),
    )
    text = (files("services.needs.category") / "catalogue.csv").read_text("utf-8")
    truth = {"true": True, "false": False}
    rows = [
        row
        | {flag: truth[row[flag]] for flag in ("leaf", "public_affairs", "remote_ok")}
        | {name: row[name] or None for name in ("parent_code", "default_route")}
        | {
            "id": ids.derived(CATALOGUE, row["code"]),
            "version": 1,
            "professionality": int(row["professionality"]),
            "required_skills": row["required_skills"].split(),
            "valid_from": VALID_FROM,
        }
        for row in csv.DictReader(text.splitlines())
    ]
    op.bulk_insert(category, rows)
