"""Explanations as the API shows them."""

from typing import Any
from uuid import UUID

from shared.schemas import View


class StepView(View):
    """One step of the arithmetic, in both languages."""

    name: str
    zh: str
    en: str


class ExplanationView(View):
    """How a settlement came about; SHA-256 of the canonical `record` is `record_sha256`."""

    settlement_id: UUID
    steps: list[StepView]
    record: dict[str, Any]
    """Every number, in fen, hundredths of a unit and basis points, to recompute it with."""
    record_sha256: str
