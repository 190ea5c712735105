"""One simulation, and what it says of each organization."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditEntity, CreditRow


class SimulatedAccount(CreditRow, kw_only=True):
    """What one organization earned, and would have earned; tiers are those of the last day."""

    __tablename__ = "simulated_account"

    simulation_id: Mapped[UUID] = mapped_column(ForeignKey("simulation.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    organization_id: Mapped[UUID]
    conversions: Mapped[int]
    before: Mapped[int]
    after: Mapped[int]
    tier_before: Mapped[int]
    tier_after: Mapped[int]

    @property
    def difference(self) -> int:
        """What the organization would gain; below zero what it would lose."""
        return self.after - self.before


class Simulation(CreditEntity, kw_only=True):
    """A draft's figures applied to what was posted for service from `first` to `last`.

    It goes through the accounts in the order of their ids, some at a time; it is over when it has
    `done_at`. Nothing but its own rows is written.
    """

    __tablename__ = "simulation"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("earning_policy.id"))
    first: Mapped[date]
    last: Mapped[date]
    requested_by: Mapped[UUID]
    reached: Mapped[UUID | None] = mapped_column(default=None)
    """The last account that was looked at."""
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    organizations: Mapped[int] = mapped_column(default=0)
    conversions: Mapped[int] = mapped_column(default=0)
    before: Mapped[int] = mapped_column(default=0)
    after: Mapped[int] = mapped_column(default=0)
    gaining: Mapped[int] = mapped_column(default=0)
    losing: Mapped[int] = mapped_column(default=0)
    raised: Mapped[int] = mapped_column(default=0)
    lowered: Mapped[int] = mapped_column(default=0)

    def take(self, found: Sequence[SimulatedAccount], *, reached: UUID) -> None:
        """Count these organizations; the accounts up to `reached` have been looked at."""
        self.reached = reached
        self.organizations += len(found)
        self.conversions += sum(one.conversions for one in found)
        self.before += sum(one.before for one in found)
        self.after += sum(one.after for one in found)
        self.gaining += sum(one.difference > 0 for one in found)
        self.losing += sum(one.difference < 0 for one in found)
        self.raised += sum(one.tier_after > one.tier_before for one in found)
        self.lowered += sum(one.tier_after < one.tier_before for one in found)
