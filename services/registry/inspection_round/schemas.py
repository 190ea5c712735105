"""Rounds of inspections as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.inspection_round.states import InspectionRoundState
from services.registry.organization.states import LegalType
from services.registry.oversight.schemas import BodyTypes
from shared.schemas import Input, View, Words


class InspectionRoundSubmission(Input):
    """From which bodies is drawn."""

    region_id: UUID
    name: Annotated[Words, Field(min_length=4, max_length=100, examples=["2026 年度随机抽查"])]
    legal_types: BodyTypes


class DrawWord(Input):
    """Another officer's part of the draw."""

    word: Annotated[Words, Field(min_length=8, max_length=128, examples=["3f7c1d94 抽查"])]
    """Anything the platform could not know before."""


class InspectionRoundView(View):
    """A round: `commitment` and `lists_sha256` are public before it is drawn, the rest after."""

    id: UUID
    version: int
    region_id: UUID
    name: str
    legal_types: list[LegalType]
    share_bp: int
    candidates: int
    size: int
    lists_sha256: str
    commitment: str
    frozen_by: UUID
    frozen_at: datetime
    secret: str | None
    word: str | None
    seed: str | None
    drawn_by: UUID | None
    drawn_at: datetime | None
    state: InspectionRoundState


class DrawProofView(View):
    """All that anyone needs to repeat the draw; bodies and inspectors by their ids, sorted.

    `lists_sha256` is SHA-256 of both lists, an id a line, a blank line between them; `commitment`
    that of the secret; `seed` that of `secret|word|lists_sha256`. The first `size` bodies by
    SHA-256(seed | body) are drawn, of those that are replaced the next. To a body go two
    inspectors: those not in `ties` with it, by SHA-256(seed | body | inspector).
    """

    round_id: UUID = Field(validation_alias="id")
    bodies: list[UUID]
    inspectors: list[UUID]
    lists_sha256: str
    commitment: str
    secret: str | None
    word: str | None
    seed: str | None
    share_bp: int
    size: int
    ties: list[tuple[UUID, UUID]]
