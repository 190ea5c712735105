"""Files, functions and signatures stay small enough to be read at once."""

from pathlib import Path

import pytest

from tests.house.sources import CODE, files, functions, where

FILE_LINES = 200
LONG_FILE_LINES = 400
"""Tests, migrations, benchmarks and event contracts may be longer: they are lists."""

FUNCTION_LINES = 40
PARAMETERS = 5
GIVEN = {"self", "cls", "uow", "_", "__"}
"""Parameters that do not count: what every function of its kind has."""

EDGE = {"begin", "now", "actor", "vault", "page", "request"}
"""What a route asks the edge for; it is injected, nobody writes it at a call."""


def is_a_list(path: Path) -> bool:
    return bool({"tests", "migrations", "benchmarks", "contracts"} & {*path.parts})


@pytest.mark.parametrize("path", files(*CODE, "tests", "benchmarks"), ids=where)
def test_a_file_is_short(path: Path) -> None:
    limit = LONG_FILE_LINES if is_a_list(path) else FILE_LINES

    assert len(path.read_text("utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", files(*CODE), ids=where)
def test_a_function_fits_the_eye(path: Path) -> None:
    if is_a_list(path):
        pytest.skip("a list is as long as it is")
    for function in functions(path):
        lines = (function.end_lineno or 0) - function.lineno + 1

        assert lines <= FUNCTION_LINES, f"{function.name}: {lines} lines"


@pytest.mark.parametrize("path", files(*CODE), ids=where)
def test_a_function_asks_for_little(path: Path) -> None:
    given = GIVEN | EDGE if path.name in ("routes.py", "own_routes.py") else GIVEN
    for function in functions(path):
        told = function.args
        asked = [arg.arg for arg in [*told.posonlyargs, *told.args, *told.kwonlyargs]]
        counted = [name for name in asked if name not in given]

        assert len(counted) <= PARAMETERS, f"{function.name}: {counted}"
