"""What migrations say about tables besides their columns."""

from alembic import op


def application_role() -> str:
    """The role the service runs as: beside the owner `needs_owner` that migrates, `needs_app`."""
    owner: str = op.get_bind().exec_driver_sql("SELECT current_user").scalar_one()
    return owner.removesuffix("_owner") + "_app"


def append_only(*tables: str) -> None:
    """Let rows of these tables be added and read, never changed, by anyone.

    The application role loses the right; a trigger stops the owner as well. Needs the function
    `refuse_change` of the kernel's first migration.
    """
    app = application_role()
    for table in tables:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {app}")
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
