"""A volunteer's hours as they were told, and what each month of them is worth."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditEntity, CreditRow
from services.credit.transfer.model import Posting, TransferKind
from services.credit.transfer.rules import shifts
from services.credit.volunteer_point.rules import Hours, Month, month_of, points_told
from shared import ids

SOURCE = "registry.hours"
"""What the source of points is called in the journal."""


class HourRecord(CreditRow, kw_only=True):
    """One entry of hours; its id is the registry's, `minutes` are below zero in a correction."""

    __tablename__ = "hour_record"
    __table_args__ = (
        CheckConstraint("minutes <> 0", name="minutes"),
        CheckConstraint("(minutes < 0) = (corrects_id IS NOT NULL)", name="correction"),
        Index("ix_hour_record_month", "volunteer_id", "month"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    region_id: Mapped[UUID]
    month: Mapped[date]
    served_on: Mapped[date]
    minutes: Mapped[int]
    corrects_id: Mapped[UUID | None] = mapped_column(default=None)

    def as_hours(self) -> Hours:
        """The entry as the rules take it."""
        return Hours(self.id, self.minutes, self.served_on)


class PointMonth(CreditEntity, kw_only=True):
    """What a volunteer's hours of one month are worth; its id follows from both.

    `posted` stands in the ledger, on the day of the last service; `turn` numbers the postings.
    """

    __tablename__ = "point_month"
    __table_args__ = (
        CheckConstraint("points >= 0 AND posted >= 0", name="points"),
        Index("uq_point_month_month", "volunteer_id", "month", unique=True),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    volunteer_id: Mapped[UUID]
    month: Mapped[date]
    minutes: Mapped[int] = mapped_column(default=0)
    points: Mapped[int] = mapped_column(default=0)
    posted: Mapped[int] = mapped_column(default=0)
    posted_on: Mapped[date | None] = mapped_column(default=None)
    turn: Mapped[int] = mapped_column(default=0)

    def take(self, found: Month) -> None:
        """What the hours known now are worth."""
        self.minutes, self.points = found.minutes, found.points

    def postings(self, found: Month, *, issuer: UUID, per: int) -> list[Posting]:
        """The transfers that bring the ledger to what the month is worth, on its last day."""
        day = found.last_served_on
        changes = shifts(self.posted, self.points, on=self.posted_on, day=day)
        self.posted, self.posted_on = self.points, day
        made = []
        for before, after, on in changes:
            self.turn += 1  # each posting has its own key
            moved = after - before
            stands = found if after == self.points else replace(found, minutes=0, points=0)
            made.append(
                Posting(
                    key=ids.derived(self.id, str(self.turn)),
                    kind=TransferKind.EARN if before == 0 else TransferKind.ADJUST,
                    debit=issuer if moved > 0 else self.account_id,
                    credit=self.account_id if moved > 0 else issuer,
                    amount=abs(moved),
                    effective_on=on,
                    source_type=SOURCE,
                    source_id=self.id,
                    policy_id=None,
                    explanation=points_told(stands, moved, month=self.month, per=per),
                    arrears=moved < 0,
                )
            )
        return made


def month_id(volunteer_id: UUID, served_on: date) -> UUID:
    """The id of the month an entry counts for."""
    return ids.derived(volunteer_id, f"{month_of(served_on):%Y-%m}")
