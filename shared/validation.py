"""What is wrong with a body, field by field, in the caller's language and without echoing it."""

from collections.abc import Sequence
from typing import Any

from shared.edge_errors import VALIDATION_FAILED
from shared.problems import edge_body
from shared.wording import pointer, sentence


def body(errors: Sequence[Any], *, english: bool) -> dict[str, Any]:
    """The problem for pydantic's errors, with an RFC 6901 pointer to each place in the body."""
    listed = [_entry(error, english=english) for error in errors]
    problem = edge_body(VALIDATION_FAILED.problem(count=len(listed)), english=english)
    problem.pop("count")
    return problem | {"errors": listed}


def _entry(error: dict[str, Any], *, english: bool) -> dict[str, str]:
    where, *path = error["loc"] or ["body"]
    detail = sentence(error, english=english)
    if where == "body":
        return {"pointer": pointer(path), "detail": detail}
    return {"parameter": str(path[0]) if path else "", "in": str(where), "detail": detail}
