"""The project: its plan, which is fixed once it is approved, and how far it has come."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.fund.states import Purpose
from services.procurement.project.errors import ConsultationMissing, FourEyes
from services.procurement.project.rules import budget_of, check_period, check_sums, cost_of
from services.procurement.project.states import (
    PROJECT,
    ProjectAction,
    ProjectForm,
    ProjectState,
)
from shared.contracts.procurement import BriefAccepted
from shared.money import Money
from shared.orm import choice
from shared.records import fingerprint

PLANNED = (
    *("title", "summary", "purpose", "designer_organization_ids", "communities", "target_groups"),
    *("service_items", "budget_lines", "ceiling_fen", "starts_on", "ends_on"),
)
"""What the plan says, and only a draft may change."""


class Project(ProcurementEntity, kw_only=True):
    """What is to be delivered to whom, at which price, from which money, and why."""

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("ceiling_fen > 0", name="ceiling"),
        CheckConstraint("approved_by IS DISTINCT FROM author_id", name="four_eyes"),
        Index("ix_project_region_id_id", "region_id", "id"),
        Index("ix_project_cluster_id", "cluster_id"),
    )

    region_id: Mapped[UUID]
    author_id: Mapped[UUID]
    """Who wrote the plan as it is now."""
    earlier_author_ids: Mapped[list[Any]] = mapped_column(default_factory=list)
    """Who wrote it before, as text: much of it may still be theirs."""
    party_person_ids: Mapped[list[Any]] = mapped_column(default_factory=list)
    """Who wrote, approved or funded it, as text: a person may have one more account."""
    form: Mapped[ProjectForm] = mapped_column(choice(ProjectForm, "form"))
    cluster_id: Mapped[UUID | None]
    sources: Mapped[list[Any]]
    """Why it exists: `{type, id, snapshot_sha256}`."""
    title: Mapped[str]
    summary: Mapped[str]
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, "purpose"))
    designer_organization_ids: Mapped[list[Any]]
    """Who collected the needs or wrote the plan, and therefore may not deliver it."""
    communities: Mapped[list[Any]]
    target_groups: Mapped[list[Any]]
    service_items: Mapped[list[Any]]
    budget_lines: Mapped[list[Any]]
    """`{fund_id, amount_fen}`: what is reserved in which fund."""
    ceiling_fen: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    record_sha256: Mapped[str] = mapped_column(default="")
    """The fingerprint of `record`, of the plan as it is now."""
    rules: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """The numbers that held when it was last listed; this process keeps them to the end."""
    consultation_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_by: Mapped[UUID | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    funded_by: Mapped[UUID | None] = mapped_column(default=None)
    funded_at: Mapped[datetime | None] = mapped_column(default=None)
    return_reason: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ProjectState] = mapped_column(
        choice(ProjectState, "state"), default=PROJECT.initial
    )

    @property
    def ceiling(self) -> Money:
        """The most a contract may cost."""
        return Money.of_fen(self.ceiling_fen)

    @property
    def items_value(self) -> Money:
        """What all service items cost together."""
        return Money.of_fen(cost_of(self.service_items))

    @property
    def actions(self) -> list[ProjectAction]:
        """What the table allows next."""
        return PROJECT.allowed(self.state)

    @property
    def record(self) -> dict[str, Any]:
        """The plan and its sources, as they are fingerprinted."""
        plan = {name: getattr(self, name) for name in PLANNED}
        days = {"starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat()}
        about = {"project_id": str(self.id), "region_id": str(self.region_id)}
        origin = {"form": str(self.form), "sources": self.sources}
        return about | origin | plan | days | {"purpose": str(self.purpose)}

    def plan(self, told: dict[str, Any], *, by: UUID) -> None:
        """Write the plan anew; refuses sums that do not fit, and whatever is past drafting."""
        if self.state is not ProjectState.DRAFT:
            self.move(ProjectAction.REVISE)
        self.consultation_ends_at = None  # nobody was heard on these words
        for name in PLANNED:
            setattr(self, name, told[name])
        if by != self.author_id:
            self.earlier_author_ids = [*self.earlier_author_ids, str(self.author_id)]
        self.author_id = by
        self.seal(place="")

    def involve(self, person_id: UUID | None) -> None:
        """Remember a person who had a hand in it; a system is none."""
        if person_id is not None and str(person_id) not in self.party_person_ids:
            self.party_person_ids = [*self.party_person_ids, str(person_id)]

    def is_of(self, account_id: UUID) -> bool:
        """Whether he wrote the plan, now or before it was written anew."""
        return str(account_id) in (str(self.author_id), *self.earlier_author_ids)

    def seal(self, *, place: str) -> None:
        """Check the plan, which stood at this place of a body, and fix it by its fingerprint."""
        check_period(self.starts_on, self.ends_on, place=place)
        check_sums(
            items_fen=cost_of(self.service_items),
            ceiling_fen=self.ceiling_fen,
            budget_fen=budget_of(self.budget_lines),
            place=place,
        )
        self.record_sha256 = fingerprint(self.record)

    def consult(self, *, ends_at: datetime) -> None:
        """Ask the public for its opinion until `ends_at`."""
        self.move(ProjectAction.CONSULT)
        self.consultation_ends_at = ends_at

    def submit(self, *, at: datetime) -> None:
        """Hand the plan in for approval, once residents were heard."""
        after = PROJECT.after(self.state, ProjectAction.SUBMIT)
        heard = self.cluster_id is not None  # its households have asked for it
        over = self.consultation_ends_at is not None and at >= self.consultation_ends_at
        if not (heard and self.state is ProjectState.DRAFT) and not over:
            raise ConsultationMissing(consultation_ends_at=self.consultation_ends_at)
        self.state = after

    def send_back(self, *, reason: str) -> None:
        """Return the plan to its author, who sees the reason."""
        self.move(ProjectAction.RETURN)
        self.return_reason = reason

    def approve(self, *, by: UUID, at: datetime) -> None:
        """Approve the plan as it is; nothing in it changes from now on."""
        PROJECT.after(self.state, ProjectAction.APPROVE)
        self._by_another(by)
        self.move(ProjectAction.APPROVE)
        self.approved_by, self.approved_at = by, at

    def fund(self, *, by: UUID, at: datetime) -> BriefAccepted:
        """The money is reserved; whoever asked can be told that something comes of it."""
        PROJECT.after(self.state, ProjectAction.FUND)
        self._by_another(by)
        self.move(ProjectAction.FUND)
        self.funded_by, self.funded_at = by, at
        return BriefAccepted(**self.about(at))

    def end(self, action: ProjectAction, *, reason: str, at: datetime) -> None:
        """Cancel the project before, or terminate it after a contract."""
        self.move(action)
        self.ended_at, self.end_reason = at, reason

    def move(self, action: ProjectAction) -> None:
        """Take the next step that the table allows."""
        self.state = PROJECT.after(self.state, action)

    def about(self, at: datetime) -> dict[str, Any]:
        """What every fact about the project carries."""
        return {
            "project_id": self.id,
            "cluster_id": self.cluster_id,
            "region_id": self.region_id,
            "record_sha256": self.record_sha256,
            "at": at,
        }

    def _by_another(self, by: UUID) -> None:
        if self.is_of(by):
            raise FourEyes
