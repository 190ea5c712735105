"""Files, functions and signatures stay small enough to be read at once."""

from pathlib import Path

from tests.house.sources import CODE, files, functions, where

FILE_LINES = 200
LONG_FILE_LINES = 400
"""Tests and their kit, migrations, benchmarks and event contracts may be longer: they are lists."""

FUNCTION_LINES = 40
PARAMETERS = 5
GIVEN = {"self", "cls", "uow", "_", "__"}
"""Parameters that do not count: what every function of its kind has."""

EDGE = {"begin", "now", "actor", "vault", "page", "request"}
"""What a route asks the edge for; it is injected, nobody writes it at a call."""


def is_a_list(path: Path) -> bool:
    return bool({"tests", "testing", "migrations", "benchmarks", "contracts"} & {*path.parts})


def test_files_are_short() -> None:
    too_long = {}
    for path in files(*CODE, "tests", "benchmarks"):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > (LONG_FILE_LINES if is_a_list(path) else FILE_LINES):
            too_long[where(path)] = lines

    assert too_long == {}


def test_functions_fit_the_eye() -> None:
    too_long = {
        f"{where(path)}:{function.name}": lines
        for path in files(*CODE)
        if not is_a_list(path)
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }

    assert too_long == {}


def test_functions_ask_for_little() -> None:
    too_many = {}
    for path in files(*CODE):
        given = GIVEN | EDGE if path.name in ("routes.py", "own_routes.py") else GIVEN
        for function in functions(path):
            told = function.args
            asked = {arg.arg for arg in [*told.posonlyargs, *told.args, *told.kwonlyargs]}
            if len(asked - given) > PARAMETERS:
                too_many[f"{where(path)}:{function.name}"] = sorted(asked - given)

    assert too_many == {}
