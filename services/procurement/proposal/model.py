"""The proposal: one organization's plan, and what came of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.fund.rules import yuan
from services.procurement.grant.rules import Wish
from services.procurement.project.rules import check_period, cost_of
from services.procurement.proposal.errors import AboveCap
from services.procurement.proposal.states import PROPOSAL, ProposalAction, ProposalState
from shared.money import Money
from shared.orm import choice
from shared.records import fingerprint

PLANNED = (
    *("brief_id", "title", "summary", "communities", "target_groups", "service_items"),
    *("starts_on", "ends_on"),
)
"""What the plan says, until it is checked."""


class Proposal(ProcurementEntity, kw_only=True):
    """What an organization would deliver for which sum, asked of one round."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period"),
        Index("ix_proposal_round_id_id", "round_id", "id"),
        Index("ix_proposal_organization_id_id", "organization_id", "id"),
        Index("ix_proposal_region_id_id", "region_id", "id"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    submitted_by: Mapped[UUID]
    submitted_at: Mapped[datetime]
    brief_id: Mapped[UUID | None]
    """The need of the round that it answers, if any."""
    title: Mapped[str]
    summary: Mapped[str]
    communities: Mapped[list[Any]]
    target_groups: Mapped[list[Any]]
    service_items: Mapped[list[Any]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    record_sha256: Mapped[str] = mapped_column(default="")
    """The fingerprint of `record`, of the plan as it is now."""
    reason: Mapped[str | None] = mapped_column(default=None)
    """Why it was returned, did not pass, or was refused."""
    granted_fen: Mapped[int | None] = mapped_column(default=None)
    accept_by: Mapped[datetime | None] = mapped_column(default=None)
    project_id: Mapped[UUID | None] = mapped_column(default=None)
    state: Mapped[ProposalState] = mapped_column(
        choice(ProposalState, "state"), default=PROPOSAL.initial
    )

    @property
    def requested_fen(self) -> int:
        """What all its items cost together."""
        return cost_of(self.service_items)

    @property
    def requested(self) -> Money:
        """What it asks for: all its items together."""
        return Money.of_fen(self.requested_fen)

    @property
    def granted(self) -> Money | None:
        """What it was granted, all or in part."""
        return None if self.granted_fen is None else Money.of_fen(self.granted_fen)

    @property
    def wish(self) -> Wish:
        """What it asks for, and for whom."""
        return Wish(self.id, self.organization_id, self.requested_fen)

    @property
    def is_in_part(self) -> bool:
        """Whether it was granted less than it asked for."""
        return self.granted_fen is not None and self.granted_fen < self.requested_fen

    @property
    def actions(self) -> list[ProposalAction]:
        """What the table allows next."""
        return PROPOSAL.allowed(self.state)

    @property
    def record(self) -> dict[str, Any]:
        """The plan, as it is fingerprinted."""
        ids = ("round_id", "organization_id", "brief_id")
        plain = ("title", "summary", "communities", "target_groups", "service_items")
        return {
            "proposal_id": str(self.id),
            **{name: str(getattr(self, name) or "") for name in ids},
            **{name: getattr(self, name) for name in plain},
            **{name: getattr(self, name).isoformat() for name in ("starts_on", "ends_on")},
        }

    def plan(self, told: dict[str, Any], *, by: UUID) -> None:
        """Write it anew, while it is neither checked nor withdrawn."""
        self.move(ProposalAction.REVISE)
        for name in PLANNED:
            setattr(self, name, told[name])
        self.submitted_by, self.reason = by, None

    def seal(self, *, cap_fen: int) -> None:
        """Check the plan against the most one may ask for, and fix it by its fingerprint."""
        check_period(self.starts_on, self.ends_on, place="")
        if self.requested_fen > cap_fen:
            requested, cap = yuan(self.requested_fen), yuan(cap_fen)
            raise AboveCap("/service_items", requested=requested, cap=cap)
        self.record_sha256 = fingerprint(self.record)

    def decide(self, action: ProposalAction, *, reason: str | None) -> None:
        """What the formal check, or the organization in the end, says of it."""
        self.move(action)
        self.reason = reason

    def grant(self, granted_fen: int, *, accept_by: datetime | None) -> None:
        """Give it so much, all or in part; to be accepted once the round's publicity is over."""
        self.move(ProposalAction.GRANT)
        self.granted_fen, self.accept_by = granted_fen, accept_by

    def move(self, action: ProposalAction) -> None:
        """Take the next step that the table allows."""
        self.state = PROPOSAL.after(self.state, action)
