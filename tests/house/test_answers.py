"""What is made anew is answered with 201 (or 202, while it is made) and where it is; else 200."""

import ast
from pathlib import Path

import pytest

from tests.house import sources

ELSEWHERE = (201, 202)
ROUTES = [path for path in sources.files("services", "shared") if path.name.endswith("routes.py")]


def answers(path: Path) -> list[ast.Call]:
    """The calls of `uow.answer` that name their status."""
    return [
        call
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "answer"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]


@pytest.mark.parametrize("path", ROUTES, ids=sources.where)
def test_what_is_created_says_where_it_is(path: Path) -> None:
    for call in answers(path):
        status = call.args[0]
        assert isinstance(status, ast.Constant)
        placed = len(call.args) > len(("status", "view", "of")) or bool(call.keywords)
        assert (status.value in ELSEWHERE) == placed, f"{sources.where(path)}:{call.lineno}"
