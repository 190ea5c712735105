"""Attribute docstrings in JSON schemas, read when a schema is asked for.

Pydantic's own `use_attribute_docstrings` reads the source of every class while it is imported,
which was an eighth of a program's start.
"""

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel


def described(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """For `json_schema_extra`: describe each property by the docstring below its attribute."""
    for base in model.__mro__:
        if getattr(base, "model_config", {}).get("json_schema_extra") is described:
            for name, text in _docstrings(base.__module__).get(base.__name__, {}).items():
                schema["properties"][name].setdefault("description", text)


@cache
def _docstrings(module: str) -> dict[str, dict[str, str]]:
    """The attribute docstrings of each class of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {found.name: _below(found) for found in tree.body if isinstance(found, ast.ClassDef)}


def _below(found: ast.ClassDef) -> dict[str, str]:
    texts = {}
    for attribute, below in pairwise(found.body):
        match attribute, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                texts[name] = inspect.cleandoc(text)
    return texts
