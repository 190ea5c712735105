"""Names say what a thing is, in English; a drawer for leftovers has no name."""

import ast
from pathlib import Path

from tests.house.sources import CODE, ROOT, files, names, where

DRAWERS = ("util", "utils", "helper", "helpers", "common", "manager", "managers", "misc")
EVERYTHING = files(*CODE, "tests", "benchmarks")


def test_no_file_is_a_drawer() -> None:
    def is_a_drawer(path: Path) -> bool:
        parts = [part.removesuffix(".py") for part in path.relative_to(ROOT).parts]
        return bool({*parts} & {*DRAWERS}) or any(part.startswith("base_") for part in parts)

    assert [where(path) for path in EVERYTHING if is_a_drawer(path)] == []


def test_no_class_is_named_after_a_drawer() -> None:
    found = [
        f"{where(path)}:{node.name}"
        for path in files(*CODE)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.lower().endswith(DRAWERS)
    ]

    assert found == []


def test_names_in_the_code_are_english() -> None:
    found = {
        where(path): foreign
        for path in EVERYTHING
        if (foreign := [name for name in names(path) if not name.isascii()])
    }

    assert found == {}
