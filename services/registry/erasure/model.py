"""The wish of a person that what is kept of him be destroyed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.erasure.states import (
    ERASURE,
    OPEN,
    ErasureAction,
    ErasureState,
    Obstacle,
)
from shared.access import Role
from shared.orm import PERSONAL, choice, in_states

UNRECORDED = (Role.RESIDENT, Role.VOLUNTEER)
"""Roles in which nobody decides on anything that is on record."""

IN_PURCHASES = frozenset(
    {
        *(Role.ORG_MANAGER, Role.EXPERT, Role.EVALUATOR_PERSON, Role.BUYER, Role.FINANCE),
        *(Role.DEPARTMENT, Role.SUPERVISING_AUTHORITY, Role.CUSTODIAN),
    }
)
"""Roles whose holders stand in the files of purchases (政府采购法第四十二条)."""

_OPEN = in_states(OPEN)


class Erasure(RegistryEntity, kw_only=True):
    """One wish, answered by `due_at`; the region is where the person lived when he asked."""

    __tablename__ = "erasure"
    __table_args__ = (
        Index("ix_erasure_region_id_id", "region_id", "id"),
        Index("ix_erasure_person_id_id", "person_id", "id"),
        Index("uq_erasure_open", "person_id", unique=True, postgresql_where=_OPEN),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[ErasureState] = mapped_column(
        choice(ErasureState, "state"), default=ERASURE.initial
    )
    obstacles: Mapped[list[Any]] = mapped_column(default_factory=list)
    """What must be kept for a while, and why; looked at again every day."""
    decided_by_id: Mapped[UUID | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    """Why it was refused, in words for the person."""

    @property
    def actions(self) -> list[ErasureAction]:
        """What the table allows next."""
        return ERASURE.allowed(self.state)

    def restrict(self, obstacles: Sequence[Obstacle], *, by: UUID, at: datetime) -> None:
        """Something must be kept: until it need not be, it is only kept."""
        self.obstacles = [*obstacles]
        if self.state is not ErasureState.RESTRICTED:
            self._decide(ErasureAction.RESTRICT, by=by, at=at)

    def finish(self, *, by: UUID, at: datetime) -> None:
        """Nothing stands in the way, and it is done."""
        self.obstacles = []
        self._decide(ErasureAction.ERASE, by=by, at=at)

    def refuse(self, reason: str, *, by: UUID, at: datetime) -> None:
        """Say no, and why."""
        self._decide(ErasureAction.REFUSE, by=by, at=at)
        self.reason = reason

    def withdraw(self) -> None:
        """The person changed his mind; whatever was decided is of no effect."""
        self.state = ERASURE.after(self.state, ErasureAction.WITHDRAW)

    def _decide(self, action: ErasureAction, *, by: UUID, at: datetime) -> None:
        self.state = ERASURE.after(self.state, action)
        self.decided_by_id, self.decided_at = by, at
