"""An expulsion: the ground, what he said, who decided, and what is remembered of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.expulsion.errors import NotHeard, TooLate
from services.registry.expulsion.states import (
    EXPULSION,
    UNDECIDED,
    ExpulsionAction,
    ExpulsionState,
    Ground,
)
from shared.orm import PERSONAL, choice, in_states

_OPEN = in_states(UNDECIDED)


class Expulsion(RegistryEntity, kw_only=True):
    """One procedure against a volunteer.

    `identity` is a keyed hash of his identity number: who is erased and comes back is known by it
    until `barred_until`. Nobody can read a number from it.
    """

    __tablename__ = "expulsion"
    __table_args__ = (
        Index("ix_expulsion_volunteer_id_id", "volunteer_id", "id"),
        Index("ix_expulsion_identity", "identity"),
        Index("uq_expulsion_open", "volunteer_id", unique=True, postgresql_where=_OPEN),
    )

    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    reason: Mapped[str | None] = mapped_column(info=PERSONAL)
    """What he is said to have done; none once he was erased."""
    identity: Mapped[bytes | None]
    proposed_by_id: Mapped[UUID]
    proposed_at: Mapped[datetime]
    statement_until: Mapped[datetime]
    statement: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    decided_by_id: Mapped[UUID | None] = mapped_column(default=None)
    decision: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    appeal_until: Mapped[datetime | None] = mapped_column(default=None)
    barred_until: Mapped[date | None] = mapped_column(default=None)
    appeal: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    reviewed_by_id: Mapped[UUID | None] = mapped_column(default=None)
    review: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    state: Mapped[ExpulsionState] = mapped_column(
        choice(ExpulsionState, "state"), default=EXPULSION.initial
    )

    @property
    def actions(self) -> list[ExpulsionAction]:
        """What the table allows next."""
        return EXPULSION.allowed(self.state)

    def state_case(self, statement: str) -> None:
        """He says what there is to say; it may be decided from now on."""
        self._move(ExpulsionAction.STATE)
        self.statement = statement

    def drop(self, decision: str, *, by: UUID) -> None:
        """Nothing comes of it, and nothing is remembered."""
        self._move(ExpulsionAction.DROP)
        self.decided_by_id, self.decision = by, decision
        self.identity = None

    def expel(self, decision: str, *, by: UUID, at: datetime) -> None:
        """Let him go, once he was heard or the time for it is over."""
        if self.state is ExpulsionState.PROPOSED and at < self.statement_until:
            raise NotHeard(self.statement_until)
        self._move(ExpulsionAction.EXPEL)
        self.decided_by_id, self.decision = by, decision

    def appeal_against(self, appeal: str, *, at: datetime) -> None:
        """He asks the street to look at it."""
        self._move(ExpulsionAction.APPEAL)
        if self.appeal_until is not None and at >= self.appeal_until:
            raise TooLate(self.appeal_until)
        self.appeal = appeal

    def settle(self, review: str, *, overturned: bool, by: UUID) -> None:
        """The street's word; an overturned one is remembered by nobody."""
        self._move(ExpulsionAction.OVERTURN if overturned else ExpulsionAction.UPHOLD)
        self.reviewed_by_id, self.review = by, review
        if overturned:
            self.identity = None

    def forget(self) -> None:
        """Destroy what was written about him; that it was is remembered until it is over."""
        self.reason = self.statement = self.decision = self.appeal = self.review = None

    def _move(self, action: ExpulsionAction) -> None:
        self.state = EXPULSION.after(self.state, action)
