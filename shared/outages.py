"""Whether the database could not be reached, or could not take what it was given."""

from asyncpg.exceptions import DataError as Unstorable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

DATA_CLASS = "22"
_OUTAGE = ("08", "25006", "25P03", "53", "57P", "58")
"""No connection; a server that only reads, or gave up waiting for us; no resources, such as room
on a disk; the server starting or stopping; its system failing it."""


def is_outage(error: DBAPIError) -> bool:
    """Whether the same statement may well succeed when the database is back."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    lost = not state and not is_unstorable(error)
    return error.connection_invalidated or lost or state.startswith(_OUTAGE)


def is_nobodys_failure(error: Exception) -> bool:
    """No database: that says nothing about the event that could not be applied."""
    if isinstance(error, DBAPIError):
        return is_outage(error)
    return isinstance(error, OSError | PoolTimeout)


def is_unstorable(error: DBAPIError) -> bool:
    """Whether the driver found that a value fits no column, such as a time before year 1 in UTC."""
    return isinstance(getattr(error.orig, "__cause__", None), Unstorable)
