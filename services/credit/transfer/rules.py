"""How a transfer explains itself, and how the ledger's answers are read."""

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
