"""The account: an organization's, or one of the platform's own that face it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.account.errors import FourEyes, StillListed
from services.credit.account.states import (
    ACCOUNT,
    AccountAction,
    AccountState,
    CreditList,
    FreezeCause,
)
from services.credit.entity import CreditEntity, CreditRow
from shared.contracts import credit as facts
from shared.orm import choice


class Unit(StrEnum):
    """What an account counts; the two are never exchanged."""

    CREDIT = "credit"
    VOLUNTEER_POINT = "volunteer_point"


class AccountKind(StrEnum):
    """Whose account it is: a holder's, or one of a district's own that face the holders.

    Credits come from `issue` (`opening` when they were earned before the platform), end in
    `redeemed`, `expired` or `forfeited`; `adjust` faces what people post, `arrears` lends.
    """

    HOLDER = "holder"
    ISSUE = "issue"
    OPENING = "opening"
    ADJUST = "adjust"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    FORFEITED = "forfeited"
    ARREARS = "arrears"


class Account(CreditEntity, kw_only=True):
    """An account; a holder's has a balance row, a system account is the sum of its entries.

    A holder's account is in suspense, without a number, until the registry tells of the
    organization; its region is then the organization's home.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(organization_id, volunteer_id)"
            " = CASE kind WHEN 'holder' THEN 1 ELSE 0 END",
            name="holder",
        ),
        CheckConstraint(
            "kind <> 'holder' OR (unit = 'volunteer_point') = (volunteer_id IS NOT NULL)",
            name="unit_of_holder",
        ),
        CheckConstraint(
            "kind <> 'holder' OR state = 'suspense' OR number IS NOT NULL", name="number"
        ),
        CheckConstraint("(proposed IS NULL) = (proposed_by IS NULL)", name="proposed_by"),
        CheckConstraint("(frozen_by IS NULL) = (state <> 'frozen')", name="frozen"),
        Index("ix_account_region_id_id", "region_id", "id"),
        Index(
            "uq_account_system",
            "region_id",
            "kind",
            "unit",
            unique=True,
            postgresql_where="kind <> 'holder'",
        ),
    )

    kind: Mapped[AccountKind] = mapped_column(choice(AccountKind, "kind"))
    unit: Mapped[Unit] = mapped_column(choice(Unit, "unit"), default=Unit.CREDIT)
    organization_id: Mapped[UUID | None] = mapped_column(unique=True, default=None)
    volunteer_id: Mapped[UUID | None] = mapped_column(unique=True, default=None)
    region_id: Mapped[UUID]
    number: Mapped[str | None] = mapped_column(unique=True, default=None)
    state: Mapped[AccountState] = mapped_column(
        choice(AccountState, "state"), default=ACCOUNT.initial
    )
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    tier: Mapped[int] = mapped_column(default=0)
    in_arrears: Mapped[bool] = mapped_column(default=False)
    """As last announced; the balance row says how much."""
    listed: Mapped[CreditList | None] = mapped_column(choice(CreditList, "listed"), default=None)
    """The gravest list the organization is on now."""
    frozen_by: Mapped[FreezeCause | None] = mapped_column(
        choice(FreezeCause, "frozen_by"), default=None
    )
    proposed: Mapped[AccountAction | None] = mapped_column(
        choice(AccountAction, "proposed"), default=None
    )
    """What one officer asked for and a second one has not confirmed yet."""
    proposed_by: Mapped[UUID | None] = mapped_column(default=None)
    proposed_reason: Mapped[str | None] = mapped_column(default=None)

    def admit(self, *, region_id: UUID, number: str, at: datetime) -> facts.AccountOpened | None:
        """Open the account for a holder the registry knows; what waited may be posted.

        That a volunteer has one is told to nobody.
        """
        self.state = ACCOUNT.after(self.state, AccountAction.ADMIT)
        self.region_id, self.number, self.opened_at = region_id, number, at
        if self.unit is Unit.VOLUNTEER_POINT:
            return None
        return facts.AccountOpened(**self._named, region_id=region_id, at=at)

    def propose(self, action: AccountAction, *, by: UUID, reason: str) -> None:
        """Ask for a move that takes a second officer; a newer proposal replaces an open one."""
        ACCOUNT.after(self.state, action)
        self.proposed, self.proposed_by, self.proposed_reason = action, by, reason

    def confirmed(self, action: AccountAction, *, by: UUID) -> bool:
        """Whether this officer confirms what another one proposed; nobody confirms himself."""
        if self.proposed is not action:
            return False
        if self.proposed_by == by:
            raise FourEyes
        return True

    def freeze(self, *, by: FreezeCause, at: datetime) -> facts.AccountFrozen:
        """Stop spending; earning goes on."""
        self._settle_on(AccountAction.FREEZE)
        self.frozen_by = by
        return facts.AccountFrozen(**self._named, at=at)

    def thaw(self, *, at: datetime) -> facts.AccountThawed:
        """Let the organization spend again; not while it is on the list of serious violations."""
        self._settle_on(AccountAction.THAW)
        if self.listed is CreditList.SERIOUS:
            raise StillListed
        self.frozen_by = None
        return facts.AccountThawed(**self._named, at=at)

    def end(self, action: AccountAction, *, at: datetime) -> facts.AccountClosed:
        """End an account: closed, what is left can only leave it; succeeded, all passes on.

        Its tier ends with it, and so does what the tier brought.
        """
        assert action in (AccountAction.CLOSE, AccountAction.SUCCEED)
        self._settle_on(action)
        self.frozen_by, self.closed_at, self.tier = None, at, 0
        return facts.AccountClosed(**self._named, at=at)

    def standing(self) -> facts.StandingState:
        """The organization's standing as others may use it; flush first, it carries the version."""
        assert self.organization_id is not None
        return facts.StandingState(
            organization_id=self.organization_id,
            version=self.version,
            tier=self.tier,
            frozen=self.state is AccountState.FROZEN,
            arrears=self.in_arrears,
        )

    def _settle_on(self, action: AccountAction) -> None:
        self.state = ACCOUNT.after(self.state, action)
        self.proposed = self.proposed_by = self.proposed_reason = None

    @property
    def _named(self) -> dict[str, UUID]:
        assert self.organization_id is not None
        return {"account_id": self.id, "organization_id": self.organization_id}


class Balance(CreditRow, kw_only=True):
    """What a holder has; only the posting function writes it, the application reads.

    `version` counts the account's entries and `head` is the hash of the last one.
    """

    __tablename__ = "balance"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    available: Mapped[int]
    """What may be spent; of what is posted the rest is `held` for open redemptions. None of it, nor
    `arrears`, is ever below zero: they are of a domain, whose CHECK costs a statement least."""
    held: Mapped[int]
    arrears: Mapped[int]
    version: Mapped[int]
    head: Mapped[bytes]
    usable: Mapped[bool]
    """Whether its account is open or frozen: known here, it is known under the balance's lock."""

    @hybrid_property
    def posted(self) -> int:
        """What the entries sum up to."""
        return self.available + self.held
