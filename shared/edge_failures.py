"""What a failure inside means to the caller: his own, somebody else's, passing, or our fault."""

from dataclasses import replace

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from shared.edge_errors import CONFLICTING_CHANGE, FAULT, OVERLOADED, VALIDATION_FAILED, EdgeProblem
from shared.outages import DATA_CLASS, is_outage, is_unstorable

_RETRYABLE = {"40001", "40P01", "55P03"}
"""Serialization failure, deadlock, lock not available."""
_TOO_SLOW = "57014"
UNSTORABLE = replace(
    VALIDATION_FAILED,
    zh="有一处内容无法保存：数值过大，或含有无法保存的字符。请修改后重新提交。",
    en="A value cannot be stored: too large, or of characters that cannot be. Correct it.",
)
"""The database says so, and not of which field: there are no `errors` to see."""


def problem_of(error: Exception) -> EdgeProblem:
    """A fault of ours, unless it is known to be the caller's, another's or passing."""
    if isinstance(error, EdgeProblem):
        return error
    if isinstance(error, StaleDataError | IntegrityError):
        return CONFLICTING_CHANGE.problem()
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, PoolTimeout | TimeoutError | OSError):
        return OVERLOADED.problem()
    return FAULT.problem()


def _of_database(error: DBAPIError) -> EdgeProblem:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in _RETRYABLE:
        return CONFLICTING_CHANGE.problem()
    if state == _TOO_SLOW or is_outage(error):
        return OVERLOADED.problem()
    if state.startswith(DATA_CLASS) or is_unstorable(error):
        return UNSTORABLE.problem()
    return FAULT.problem()
