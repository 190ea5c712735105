"""Rounds as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.annual_round.states import AnnualRoundState
from services.registry.organization.states import LegalType
from shared.schemas import Day, Input, View, Words

FIRST_YEAR, LAST_YEAR = 2000, 2100
CalculableDay = Annotated[Day, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
"""A day from which years can be counted both ways."""
BodyType = Literal[
    LegalType.ASSOCIATION,
    LegalType.SOCIAL_SERVICE_AGENCY,
    LegalType.FOUNDATION,
    LegalType.OTHER,
]


class AnnualRoundSubmission(Input):
    """Which bodies report for which year, and when; later registered ones are exempt."""

    region_id: UUID
    legal_types: Annotated[tuple[BodyType, ...], Field(min_length=1, max_length=4)]
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True, examples=[2025])]
    opens_on: CalculableDay
    closes_on: CalculableDay
    registered_before: CalculableDay


class AnnualRoundCancellation(Input):
    """Why nobody has to report for it."""

    reason: Annotated[Words, Field(min_length=5, max_length=2_000)]


class AnnualRoundView(View):
    """A round; `listed_all` once every body of it has its check."""

    id: UUID
    version: int
    region_id: UUID
    legal_types: list[LegalType]
    year: int
    opens_on: date
    closes_on: date
    registered_before: date
    due_at: datetime
    """From here on a report is late: the first working day after the window."""
    opened_at: datetime
    listed_all: bool
    reason: str | None
    state: AnnualRoundState
