"""What tests share is imported from where it is defined, so that it is found where it is read."""

import ast

from tests.house.sources import ROOT, files, names, where


def test_what_tests_share_is_imported_from_where_it_is_defined() -> None:
    detours = [
        f"{where(path)}: {alias.name} is not defined in {node.module}"
        for path in files("tests")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.")
        for origin in [ROOT / f"{(node.module or '').replace('.', '/')}.py"]
        for alias in node.names
        if origin.exists() and alias.name not in names(origin)
    ]

    assert detours == []
