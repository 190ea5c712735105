"""Earning policies are drafted, simulated and published; what is published still never changes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables import append_only, application_role

revision: str = "credit_0007"
down_revision: str | None = "credit_0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FINAL = (
    "id",
    "number",
    "region_id",
    "valid_from",
    "source",
    "document",
    "drafted_by",
    "simulation_id",
    "published_by",
    "published_at",
)
"""What is never changed once a version has its number; the next one only ends its validity."""


def upgrade() -> None:
    """Go forward."""
    op.execute("DROP TRIGGER append_only ON earning_policy")
    _columns()
    _simulations()
    old, new = (", ".join(f"{row}.{column}" for column in FINAL) for row in ("OLD", "NEW"))
    op.execute(
        "CREATE TRIGGER published_stays BEFORE UPDATE ON earning_policy FOR EACH ROW"
        f" WHEN (OLD.number IS NOT NULL AND ({old}) IS DISTINCT FROM ({new}))"
        " EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER ended_stays BEFORE UPDATE ON earning_policy FOR EACH ROW"
        " WHEN (OLD.state = 'superseded') EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON earning_policy"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"GRANT UPDATE ON earning_policy TO {application_role()}")
    append_only("simulated_account")
    op.execute("INSERT INTO counter (heading, last) VALUES ('earning_policy', 1)")


def _columns() -> None:
    """Version 1 is published: it was shipped."""
    op.alter_column("earning_policy", "number", existing_type=sa.BigInteger(), nullable=True)
    op.add_column(
        "earning_policy",
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "simulated",
                "published",
                "superseded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            server_default="published",
            nullable=False,
        ),
    )
    op.alter_column("earning_policy", "state", server_default=None)
    op.add_column("earning_policy", sa.Column("drafted_by", sa.Uuid(), nullable=True))
    op.add_column("earning_policy", sa.Column("simulation_id", sa.Uuid(), nullable=True))
    op.add_column("earning_policy", sa.Column("published_by", sa.Uuid(), nullable=True))
    op.add_column(
        "earning_policy", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True)
    )
    for name, rule in (
        ("number", "(number IS NULL) = (state IN ('draft', 'simulated'))"),
        ("four_eyes", "published_by <> drafted_by"),
        ("validity", "valid_to >= valid_from"),
    ):
        op.create_check_constraint(op.f(f"ck_earning_policy_{name}"), "earning_policy", rule)
    op.create_index(
        "uq_earning_policy_published",
        "earning_policy",
        ["region_id"],
        unique=True,
        postgresql_where="state = 'published'",
    )


def _simulations() -> None:
    op.create_table(
        "simulation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("reached", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in (
                "organizations",
                "conversions",
                "before",
                "after",
                "gaining",
                "losing",
                "raised",
                "lowered",
            )
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["earning_policy.id"], name=op.f("fk_simulation_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
    )
    op.create_table(
        "simulated_account",
        sa.Column("simulation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("conversions", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("tier_before", sa.BigInteger(), nullable=False),
        sa.Column("tier_after", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_simulated_account_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["simulation_id"], ["simulation.id"], name=op.f("fk_simulated_account_simulation_id")
        ),
        sa.PrimaryKeyConstraint("simulation_id", "account_id", name=op.f("pk_simulated_account")),
    )


def downgrade() -> None:
    """Go back; drafts that were never published are given up."""
    op.drop_table("simulated_account")
    op.drop_table("simulation")
    for name in ("append_only", "ended_stays", "published_stays"):
        op.execute(f"DROP TRIGGER {name} ON earning_policy")
    op.drop_index("uq_earning_policy_published", table_name="earning_policy")
    op.execute("DELETE FROM earning_policy WHERE number IS NULL")
    op.execute("DELETE FROM counter WHERE heading = 'earning_policy'")
    for name in ("number", "four_eyes", "validity"):
        op.drop_constraint(op.f(f"ck_earning_policy_{name}"), "earning_policy")
    for column in ("state", "drafted_by", "simulation_id", "published_by", "published_at"):
        op.drop_column("earning_policy", column)
    op.alter_column("earning_policy", "number", existing_type=sa.BigInteger(), nullable=False)
    append_only("earning_policy")
