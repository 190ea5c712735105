"""Names say what a thing is, in English; a drawer for leftovers has no name."""

import ast
from pathlib import Path

import pytest

from tests.house.sources import CODE, ROOT, files, names, where

DRAWERS = ("util", "utils", "helper", "helpers", "common", "manager", "managers", "misc")
EVERYTHING = files(*CODE, "tests", "benchmarks")


@pytest.mark.parametrize("path", EVERYTHING, ids=where)
def test_no_file_is_a_drawer(path: Path) -> None:
    parts = [part.removesuffix(".py") for part in path.relative_to(ROOT).parts]

    assert not {*parts} & {*DRAWERS}
    assert not any(part.startswith("base_") for part in parts)


@pytest.mark.parametrize("path", files(*CODE), ids=where)
def test_no_class_is_named_after_a_drawer(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            ending = node.name.lower()

            assert not ending.endswith(DRAWERS), node.name
            assert not ending.startswith("base"), node.name


@pytest.mark.parametrize("path", EVERYTHING, ids=where)
def test_code_is_written_in_ascii(path: Path) -> None:
    assert not [name for name in names(path) if not name.isascii()]
