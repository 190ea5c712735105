"""An organization may end by merging or by being split."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "registry_0004"
down_revision: str | None = "registry_0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = (
    *("draft", "filing_review", "name_checked", "registration_review", "active", "refused"),
    *("suspended", "lapsed", "liquidating", "canceled", "revoked"),
)


def states(*words: str) -> None:
    """Let an organization be in these states and no others; who is there is looked at later."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint(op.f("state"), "organization", type_="check")
    op.create_check_constraint(
        op.f("state"), "organization", f"state IN ({listed})", postgresql_not_valid=True
    )


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "organization",
        sa.Column(
            "successors",
            postgresql.JSONB(),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
    )
    states(*BEFORE, "merged", "split")


def downgrade() -> None:
    """Go back."""
    states(*BEFORE)
    op.drop_column("organization", "successors")
