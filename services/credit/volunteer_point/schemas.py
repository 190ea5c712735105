"""Points as their volunteer sees them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.credit.account.model import Balance
from services.credit.volunteer_point.model import PointMonth
from services.credit.volunteer_replica.model import VolunteerReplica
from shared.schemas import View


class PointMonthView(View):
    """A month's certified minutes and the points for them; `posted` are in the ledger."""

    month: date
    minutes: int
    points: int
    posted: int


class PointsView(View):
    """A volunteer's points. `arrears` were corrected away after they were used."""

    volunteer_id: UUID
    number: str
    posted: int
    available: int
    arrears: int
    months: list[PointMonthView]

    @classmethod
    def of(
        cls, volunteer: VolunteerReplica, balance: Balance | None, months: Sequence[PointMonth]
    ) -> "PointsView":
        """What stands, all zero before the first hours."""
        return cls(
            volunteer_id=volunteer.id,
            number=volunteer.number,
            posted=0 if balance is None else balance.posted,
            available=0 if balance is None else balance.available,
            arrears=0 if balance is None else balance.arrears,
            months=[PointMonthView.model_validate(one, from_attributes=True) for one in months],
        )
