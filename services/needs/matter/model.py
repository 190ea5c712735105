"""The matter, and the households that ask for it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.matter.states import MATTER, OPEN, MatterAction, MatterState
from shared.contracts.needs import MatterAdopted, MatterEffective, MatterNoticed, MatterRejected
from shared.orm import PERSONAL, choice, in_states


class Matter(NeedsEntity, kw_only=True):
    """One thing to deliberate on; each meeting about it is a round with a roll of its own."""

    __tablename__ = "matter"
    __table_args__ = (
        Index(
            "uq_matter_cluster",
            "cluster_id",
            unique=True,
            postgresql_where=in_states(OPEN),
        ),
        Index("ix_matter_region_id_id", "region_id", "id"),
        Index("ix_matter_proposer_person_id_id", "proposer_person_id", "id"),
    )

    region_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(info=PERSONAL)
    text: Mapped[str] = mapped_column(info=PERSONAL)
    cluster_id: Mapped[UUID | None]
    proposer_id: Mapped[UUID]
    """The account of whoever started it."""
    proposer_person_id: Mapped[UUID | None]
    """The person, where a resident did."""
    proposed_at: Mapped[datetime]
    households: Mapped[int] = mapped_column(default=0)
    screened_by: Mapped[UUID | None] = mapped_column(default=None)
    screened_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    """Why it was declined or annulled."""
    round: Mapped[int] = mapped_column(default=1)
    inconclusive: Mapped[int] = mapped_column(default=0)
    """Meetings that ended without a result."""
    state: Mapped[MatterState] = mapped_column(choice(MatterState, "state"), default=MATTER.initial)

    @property
    def actions(self) -> list[MatterAction]:
        """What the table allows next."""
        return MATTER.allowed(self.state)

    def must_allow(self, action: MatterAction) -> None:
        """Refuse what the table does not allow now, before anything else is looked at."""
        MATTER.after(self.state, action)

    def move(self, action: MatterAction) -> None:
        """Go on as the table says, where nothing else changes."""
        self.state = MATTER.after(self.state, action)

    def support(self, *, least: int) -> bool:
        """One household more; whether they are enough to have it screened."""
        self.must_allow(MatterAction.SUFFICE)
        self.households += 1
        if enough := self.households >= least:
            self.move(MatterAction.SUFFICE)
        return enough

    def screen(
        self, action: MatterAction, *, by: UUID, at: datetime, reason: str | None = None
    ) -> None:
        """Accept or decline it."""
        self.move(action)
        self.screened_by, self.screened_at, self.reason = by, at, reason

    def notice(self, *, meeting_id: UUID, rule_set: str, at: datetime) -> MatterNoticed:
        """A meeting is announced, and its roll frozen."""
        self.move(MatterAction.NOTICE)
        return MatterNoticed(**self._named(at), meeting_id=meeting_id, rule_set=rule_set)

    def begin_anew(self, action: MatterAction) -> None:
        """Another meeting is to be prepared, with the roll as it was to begin with."""
        self.move(action)
        self.round += 1

    def adopt(self, *, meeting_id: UUID, option: str, at: datetime) -> MatterAdopted:
        """A meeting decided for an option."""
        self.move(MatterAction.ADOPT)
        return MatterAdopted(**self._named(at), meeting_id=meeting_id, option=option)

    def reject(self, *, meeting_id: UUID, at: datetime) -> MatterRejected:
        """A meeting decided against it."""
        self.move(MatterAction.REJECT)
        return MatterRejected(**self._named(at), meeting_id=meeting_id)

    def take_effect(self, *, resolution_id: UUID, sha256: str, at: datetime) -> MatterEffective:
        """Nothing stood against the resolution at the end of its notice."""
        self.move(MatterAction.TAKE_EFFECT)
        return MatterEffective(
            **self._named(at), resolution_id=resolution_id, resolution_sha256=sha256
        )

    def annul(self, *, reason: str) -> None:
        """The street takes it off, because it is unlawful or nobody's to decide there."""
        self.move(MatterAction.ANNUL)
        self.reason = reason

    def _named(self, at: datetime) -> dict[str, Any]:
        named = {"matter_id": self.id, "region_id": self.region_id, "cluster_id": self.cluster_id}
        return named | {"at": at}


class MatterSupport(NeedsEntity, kw_only=True):
    """A household that wants it deliberated on."""

    __tablename__ = "matter_support"
    __table_args__ = (
        UniqueConstraint("matter_id", "household_id"),
        Index("ix_matter_support_person_id_id", "person_id", "id"),
    )

    matter_id: Mapped[UUID]
    household_id: Mapped[UUID]
    """The person himself where his household is not known."""
    person_id: Mapped[UUID]
    at: Mapped[datetime]
