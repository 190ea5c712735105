"""A determination as the API shows it; points in hundredths, weights in basis points."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import model_validator

from services.procurement.project.schemas import as_money
from services.procurement.round.model import Round, RoundWeights
from shared.money import Money
from shared.schemas import View


class GrantLine(View):
    """How one proposal's total was made, and what it was granted."""

    proposal_id: UUID
    organization_id: UUID
    title: str
    requested: Money
    expert_totals: list[int]
    """What each member gave it, the highest first; nobody is named."""
    expert: int
    roadshow_totals: list[int]
    roadshow: int
    votes: int
    resident: int | None
    """In proportion to the most votes; None where nobody voted."""
    total: int
    below: list[str]
    """The criteria whose least score it missed: it is granted nothing."""
    listed: bool
    """Whether it was in a credit list, so that it is granted nothing."""
    granted: Money
    """At the determination; what is refused passes to who waits, in this order."""

    _money = model_validator(mode="before")(as_money)


class DeterminationView(View):
    """Who gets a round's money, the best first, with all that anyone needs to recompute it."""

    round_id: UUID
    money: Money
    weights: RoundWeights
    trim_from: int
    projects_max: int
    lines: list[GrantLine]
    determined_at: datetime
    publicity_ends_at: datetime
    record: dict[str, Any]
    """What the fingerprint is of: SHA-256 of it as canonical JSON (RFC 8785)."""
    record_sha256: str


def shown(found: Round) -> dict[str, Any]:
    """What a round has determined."""
    told = ("determined_at", "publicity_ends_at", "record", "record_sha256")
    lines = [{"listed": False} | line for line in found.record["lines"]]  # those of before say not
    return as_money(found.record | {"lines": lines}) | {name: getattr(found, name) for name in told}
