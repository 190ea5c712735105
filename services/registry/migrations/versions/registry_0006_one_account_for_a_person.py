"""A person has one account of each kind."""

from collections.abc import Sequence

from alembic import op

revision: str = "registry_0006"
down_revision: str | None = "registry_0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TWICE = """
SELECT string_agg(id::text, ', ' ORDER BY id) FROM account WHERE person_id IS NOT NULL
GROUP BY person_id, kind HAVING count(*) > 1 LIMIT 1
"""


def upgrade() -> None:
    """Go forward; where somebody has two accounts of a kind the city must choose first."""
    twice = op.get_bind().exec_driver_sql(TWICE).scalar()
    assert twice is None, f"accounts {twice} are one person's: set person_id to NULL in all but one"
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("uq_account_person_id_kind"),
            "account",
            ["person_id", "kind"],
            unique=True,
            postgresql_where="person_id IS NOT NULL",
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    """Go back."""
    with op.get_context().autocommit_block():
        op.drop_index(
            op.f("uq_account_person_id_kind"),
            table_name="account",
            postgresql_concurrently=True,
            if_exists=True,
        )
