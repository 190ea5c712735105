"""An entry in a credit list, from its proposal to its end."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.credit_entry.errors import StatementOver, StatementPending
from services.registry.credit_entry.states import (
    CREDIT_ENTRY,
    STANDING,
    UNDECIDED,
    CreditEntryAction,
    CreditEntryState,
    CreditList,
    Ground,
)
from services.registry.entity import RegistryEntity
from shared.clock import day_of
from shared.contracts import registry as told
from shared.orm import choice, in_states


class CreditEntry(RegistryEntity, kw_only=True):
    """What a body is said to have done, what it said to it, and what two officers decided.

    `basis` holds the records and figures it rests on; `name` and `uscc` are as they were published.
    `since_on` is when the body came on the list without a break; `to_mend` what it has to put
    right, and where that is nothing, `ends_on` the day it leaves the list by itself.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        CheckConstraint("decided_by NOT IN (proposed_by, noticed_by)", name="four_eyes"),
        CheckConstraint("ended_by <> verified_by", name="removal_four_eyes"),
        Index("ix_credit_entry_organization_id_id", "organization_id", "id"),
        Index("ix_credit_entry_region_id_id", "region_id", "id"),
        Index(
            "ix_credit_entry_credit_list_id",
            "credit_list",
            "id",
            postgresql_where=in_states(STANDING),
        ),
        Index(
            "uq_credit_entry_open",
            "organization_id",
            "ground",
            unique=True,
            postgresql_where=in_states(UNDECIDED),
        ),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    region_id: Mapped[UUID]
    credit_list: Mapped[CreditList] = mapped_column(choice(CreditList, "credit_list"))
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    facts: Mapped[str]
    evidence: Mapped[list[Any]]
    basis: Mapped[dict[str, Any]]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    noticed_by: Mapped[UUID | None] = mapped_column(default=None)
    statement_due: Mapped[datetime | None] = mapped_column(default=None)
    statement: Mapped[str | None] = mapped_column(default=None)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    decision: Mapped[str | None] = mapped_column(default=None)
    name: Mapped[str | None] = mapped_column(default=None)
    uscc: Mapped[str | None] = mapped_column(default=None)
    listed_on: Mapped[date | None] = mapped_column(default=None)
    since_on: Mapped[date | None] = mapped_column(default=None)
    to_mend: Mapped[str | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    application: Mapped[str | None] = mapped_column(default=None)
    verified_by: Mapped[UUID | None] = mapped_column(default=None)
    verification: Mapped[str | None] = mapped_column(default=None)
    remove_by: Mapped[datetime | None] = mapped_column(default=None)
    ended_on: Mapped[date | None] = mapped_column(default=None)
    ended_by: Mapped[UUID | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[CreditEntryState] = mapped_column(
        choice(CreditEntryState, "state"), default=CREDIT_ENTRY.initial
    )

    @property
    def actions(self) -> list[CreditEntryAction]:
        """What the table allows next."""
        return CREDIT_ENTRY.allowed(self.state)

    @property
    def stands(self) -> bool:
        """Whether the body is on the list."""
        return self.state in STANDING

    @property
    def ground_zh(self) -> str:
        """What the ground says."""
        return self.ground.zh

    @property
    def is_serious(self) -> bool:
        """Whether it is of the list of serious violations."""
        return self.credit_list is CreditList.SERIOUS

    def give_notice(self, *, by: UUID, statement_due: datetime) -> None:
        """Tell the body what it is said to have done; it may state its case from now on."""
        self._move(CreditEntryAction.GIVE_NOTICE)
        self.noticed_by, self.statement_due = by, statement_due

    def take_statement(self, text: str, *, at: datetime) -> None:
        """Hear the body; it may be decided at once."""
        self._move(CreditEntryAction.STATE)
        assert self.statement_due is not None
        if at > self.statement_due:
            raise StatementOver(self.statement_due)
        self.statement = text

    def drop(self, decision: str, *, by: UUID) -> None:
        """Nothing comes of it."""
        self._move(CreditEntryAction.DROP)
        self.decided_by, self.decision = by, decision

    def enlist(self, decision: str, *, by: UUID, at: datetime) -> None:
        """Put the body on the list, once it was heard or had its time."""
        heard = self.state is CreditEntryState.STATED
        self._move(CreditEntryAction.LIST)
        if not heard and self.statement_due is not None and at <= self.statement_due:
            raise StatementPending(self.statement_due)
        self.decided_by, self.decision, self.listed_on = by, decision, day_of(at)

    def announcement(self, at: datetime) -> told.AbnormalListed | told.SeriousListed:
        """The fact that it is listed."""
        fact = told.SeriousListed if self.is_serious else told.AbnormalListed
        return fact(**self._named(at), ground=self.ground)

    def apply(self, text: str) -> None:
        """Take down that the body asks to be removed, and what it mended."""
        self._move(CreditEntryAction.APPLY)
        self.application = text

    def verify(self, finding: str, *, by: UUID, remove_by: datetime) -> None:
        """What was to be done is done: the entry ends by `remove_by` at the latest."""
        self._move(CreditEntryAction.VERIFY)
        self.verified_by, self.verification, self.remove_by = by, finding, remove_by

    def keep(self, reason: str) -> None:
        """It is not done after all: the body stays on the list, and may apply again."""
        self._move(CreditEntryAction.KEEP)
        self.end_reason, self.remove_by, self.verified_by = reason, None, None

    def end(
        self, action: CreditEntryAction, reason: str | None, *, by: UUID, at: datetime
    ) -> told.ListingFact:
        """Take the body off the list: removed, over by itself, or never right to begin with."""
        self._move(action)
        self.ended_on, self.end_reason, self.ended_by = day_of(at), reason, by
        fact: type[told.ListingFact] = told.AbnormalRemoved
        if action is CreditEntryAction.CORRECT:
            fact = told.ListingCorrected
        elif self.is_serious:
            fact = told.SeriousRemoved
        return fact(**self._named(at))

    def _move(self, action: CreditEntryAction) -> None:
        self.state = CREDIT_ENTRY.after(self.state, action)

    def _named(self, at: datetime) -> dict[str, Any]:
        return {
            "entry_id": self.id,
            "organization_id": self.organization_id,
            "region_id": self.region_id,
            "at": at,
        }
