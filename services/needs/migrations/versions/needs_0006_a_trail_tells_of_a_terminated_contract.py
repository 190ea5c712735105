"""A trail tells of a terminated contract."""

from collections.abc import Sequence

from alembic import op

revision: str = "needs_0006"
down_revision: str | None = "needs_0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = (
    *("need_submitted", "brief_proposed", "brief_accepted", "brief_rejected", "project_listed"),
    *("claim_won", "contract_signed", "service_log_verified", "evaluation_finalized"),
    "settlement_paid",
)


def step_kinds(*kinds: str) -> None:
    """Let a step be of these kinds and no others."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f("kind"), "trail_step", type_="check")
    op.create_check_constraint(op.f("kind"), "trail_step", f"kind IN ({listed})")


def upgrade() -> None:
    """Go forward."""
    step_kinds(*BEFORE, "contract_terminated")


def downgrade() -> None:
    """Go back."""
    step_kinds(*BEFORE)
