"""What expires, as the API shows it."""

from datetime import date
from uuid import UUID

from shared.schemas import View


class ExpiringPart(View):
    """What is left of a year's credits, and the last day it can be used."""

    earned_in: int
    amount: int
    expires_on: date


class ExpiringView(View):
    """What will expire when, if nothing more is spent; the oldest credits are used first."""

    account_id: UUID
    items: list[ExpiringPart]
