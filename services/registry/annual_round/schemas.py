"""Rounds as the API takes and shows them."""

from datetime import date, datetime
from uuid import UUID

from services.registry.annual_round.states import AnnualRoundState
from services.registry.organization.states import LegalType
from services.registry.oversight.schemas import BodyTypes, CalculableDay, Told, Year
from shared.schemas import Input, View


class AnnualRoundSubmission(Input):
    """Which bodies report for which year, and when; later registered ones are exempt."""

    region_id: UUID
    legal_types: BodyTypes
    year: Year
    opens_on: CalculableDay
    closes_on: CalculableDay
    registered_before: CalculableDay


class AnnualRoundCancellation(Input):
    """Why nobody has to report for it."""

    reason: Told


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
