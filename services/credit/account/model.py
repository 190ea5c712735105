"""The account: an organization's, or one of the platform's own that face it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.account.states import ACCOUNT, AccountAction, AccountState
from services.credit.entity import CreditEntity, CreditRow
from shared.contracts.credit import AccountOpened, StandingState
from shared.orm import choice

TIER_OF_ALL = 0
"""Every organization's tier until tiers are computed."""


class AccountKind(StrEnum):
    """Whose account it is: an organization's, or the one credits are issued from."""

    HOLDER = "holder"
    ISSUE = "issue"


class Account(CreditEntity, kw_only=True):
    """An account; a holder's has a balance row, a system account is the sum of its entries.

    A holder's account is in suspense, without a number, until the registry tells of the
    organization; its region is then the organization's home.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("(kind = 'holder') = (organization_id IS NOT NULL)", name="holder"),
        CheckConstraint(
            "kind <> 'holder' OR state = 'suspense' OR number IS NOT NULL", name="number"
        ),
        Index("ix_account_region_id_id", "region_id", "id"),
    )

    kind: Mapped[AccountKind] = mapped_column(choice(AccountKind, "kind"))
    organization_id: Mapped[UUID | None] = mapped_column(unique=True, default=None)
    region_id: Mapped[UUID]
    number: Mapped[str | None] = mapped_column(unique=True, default=None)
    state: Mapped[AccountState] = mapped_column(
        choice(AccountState, "state"), default=ACCOUNT.initial
    )
    opened_at: Mapped[datetime | None] = mapped_column(default=None)

    def admit(self, *, region_id: UUID, number: str, at: datetime) -> AccountOpened:
        """Open the account for an organization the registry knows; what waited may be posted."""
        assert self.organization_id is not None
        self.state = ACCOUNT.after(self.state, AccountAction.ADMIT)
        self.region_id, self.number, self.opened_at = region_id, number, at
        return AccountOpened(
            account_id=self.id, organization_id=self.organization_id, region_id=region_id, at=at
        )

    def standing(self, *, in_arrears: bool) -> StandingState:
        """The organization's standing as others may use it; flush first, it carries the version."""
        assert self.organization_id is not None
        return StandingState(
            organization_id=self.organization_id,
            version=self.version,
            tier=TIER_OF_ALL,
            frozen=self.state is AccountState.FROZEN,
            arrears=in_arrears,
        )


class Balance(CreditRow, kw_only=True):
    """What a holder has; only the posting function writes it, the application reads.

    `version` counts the account's entries and `head` is the hash of the last one.
    """

    __tablename__ = "balance"
    __table_args__ = (
        CheckConstraint("posted - held >= 0", name="floor"),
        CheckConstraint("held >= 0", name="held"),
        CheckConstraint("arrears >= 0", name="arrears"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    posted: Mapped[int]
    held: Mapped[int]
    arrears: Mapped[int]
    version: Mapped[int]
    head: Mapped[bytes]

    @property
    def available(self) -> int:
        """What may be spent: posted less what is held for open redemptions."""
        return self.posted - self.held
