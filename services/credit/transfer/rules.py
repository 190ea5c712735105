"""How a transfer explains itself, and how the ledger's answers are read."""

import json
from collections.abc import Iterable
from typing import Any

BATCH_MAX = 1_000
"""Postings in one batch."""


def told(
    *, amount: int, zh: str, en: str, inputs: dict[str, Any], steps: dict[str, int] | None = None
) -> dict[str, Any]:
    """An explanation as the journal keeps it: what went in, every step, and in words."""
    return {"inputs": inputs, "steps": steps or {}, "amount": amount, "zh": zh, "en": en}


def stood(after: int, moved: int) -> dict[str, int]:
    """What stood in the ledger for the same purpose before and after so much moved."""
    return {"before": after - moved, "after": after}


def taken_apart(explanation: dict[str, Any]) -> tuple[str, str]:
    """An explanation as the journal keeps it: its words, and what is put into them.

    The words are a format of PostgreSQL's `format()`, the same for all explanations that say the
    same; what is put in are JSON values, one on a line. Only an explanation and the objects in it
    are taken apart: what lies deeper, and lists, are values.
    """
    values: list[str] = []

    def words(of: dict[str, Any], *, outer: bool) -> str:
        said = []
        for name, value in _in_order(of):
            inner = outer and isinstance(value, dict)
            if not inner:
                values.append(_json(value))
            told = words(value, outer=False) if inner else "%s"
            said.append(f"{_json(name).replace('%', '%%')}: {told}")
        return "{" + ", ".join(said) + "}"

    return words(explanation, outer=True), "\n".join(values)


def _in_order(of: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """As PostgreSQL's `jsonb` orders the names of an object."""
    return sorted(of.items(), key=lambda item: (len(item[0].encode()), item[0].encode()))


def _json(value: Any) -> str:
    return json.dumps(_ordered(value), ensure_ascii=False)


def _ordered(value: Any) -> Any:
    match value:
        case dict():
            return {name: _ordered(one) for name, one in _in_order(value)}
        case list():
            return [_ordered(one) for one in value]
        case _:
            return value
