"""The round: its money and its timetable, and how far it has come."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.brief.model import Brief
from services.procurement.entity import ProcurementEntity
from services.procurement.fund.states import Purpose
from services.procurement.project.errors import FourEyes
from services.procurement.project.rules import WHOLE_BP, budget_of
from services.procurement.round.errors import CallNotOpen, NotAtThisStage, PeriodTooShort
from services.procurement.round.states import ROUND, RoundAction, RoundState
from shared.durations import Duration, due
from shared.money import Money
from shared.orm import choice
from shared.policy import Parameter, whole
from shared.records import fingerprint


class RoundWeights(BaseModel):
    """What each part of a total weighs, in basis points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expert: int
    roadshow: int
    resident: int

    @model_validator(mode="after")
    def _whole(self) -> "RoundWeights":
        parts = (self.expert, self.roadshow, self.resident)
        if sum(parts) != WHOLE_BP or min(parts) < 0 or self.expert == 0:
            raise ValueError("the three weights are 10000 together, the experts' above 0")
        return self


CLOCKS, FORMULAS = "spec/procurement.md §2.3", "spec/procurement.md §2.4"
USUAL = RoundWeights(expert=7_000, roadshow=2_000, resident=1_000)
NOTICE = Parameter("round.notice", Duration, default=Duration(value=10, unit="day"), source=CLOCKS)
APPLICATION = Parameter(
    "round.application", Duration, default=Duration(value=15, unit="day"), source=CLOCKS
)
PUBLICITY = Parameter(
    "round.publicity", Duration, default=Duration(value=7, unit="day"), source=CLOCKS
)
ACCEPTANCE = Parameter(
    "round.acceptance", Duration, default=Duration(value=5, unit="wd"), source=FORMULAS
)
WEIGHTS = Parameter("round.weights", RoundWeights, default=USUAL, source=FORMULAS)
PROJECTS_MAX = Parameter("round.projects_max", whole(1, 100), default=2, source=FORMULAS)
TRIM_FROM = Parameter("round.trim_from", whole(3, 1_000), default=5, source=FORMULAS)

PLANNED = (
    *("title", "summary", "purpose", "budget_lines", "cap_fen", "shortlist_max"),
    *("criteria", "closes_at"),
)
"""What the plan says, until the round is published."""


class Round(ProcurementEntity, kw_only=True):
    """Money that organizations pitch for, and the needs they are asked to answer."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("cap_fen > 0", name="cap"),
        CheckConstraint("published_by IS DISTINCT FROM author_id", name="four_eyes"),
        Index("ix_round_region_id_id", "region_id", "id"),
    )

    region_id: Mapped[UUID]
    author_id: Mapped[UUID]
    """Who wrote the plan as it is now."""
    title: Mapped[str]
    summary: Mapped[str]
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, "purpose"))
    budget_lines: Mapped[list[Any]]
    """`{fund_id, amount_fen}`: what each fund gives."""
    cap_fen: Mapped[int]
    """The most that one project may ask for."""
    shortlist_max: Mapped[int]
    criteria: Mapped[list[Any]]
    """What the panel judges, at both stages."""
    closes_at: Mapped[datetime]
    needs: Mapped[list[Any]] = mapped_column(default_factory=list)
    """The briefs it asks proposals for: `{brief_id, title, summary, households}`."""
    rules: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """The numbers that held when it was published; it and its projects keep them."""
    reserved_lines: Mapped[list[Any]] = mapped_column(default_factory=list)
    """What of the reservation is still the round's, and not a project's."""
    published_by: Mapped[UUID | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    votes_until: Mapped[datetime | None] = mapped_column(default=None)
    determined_by: Mapped[UUID | None] = mapped_column(default=None)
    determined_at: Mapped[datetime | None] = mapped_column(default=None)
    publicity_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    record: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """The determination, as it is fingerprinted; `lines` are in the order of rank."""
    record_sha256: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[RoundState] = mapped_column(choice(RoundState, "state"), default=ROUND.initial)

    @property
    def cap(self) -> Money:
        """The most that one project may ask for."""
        return Money.of_fen(self.cap_fen)

    @property
    def money(self) -> Money:
        """What all funds give together."""
        return Money.of_fen(budget_of(self.budget_lines))

    @property
    def actions(self) -> list[RoundAction]:
        """What the table allows next."""
        return ROUND.allowed(self.state)

    def plan(self, told: dict[str, Any], *, by: UUID) -> None:
        """Write the plan anew, before it is published."""
        self.move(RoundAction.REVISE)
        for name in PLANNED:
            setattr(self, name, told[name])
        self.author_id = by

    def ask_for(self, brief: Brief) -> None:
        """Take a common demand into the list of needs."""
        self.move(RoundAction.REVISE)
        plain = {"title": brief.title, "summary": brief.summary, "households": brief.households}
        self.needs = [*self.needs, {"brief_id": str(brief.id), **plain}]

    def publish(self, rules: dict[str, Any], *, by: UUID, at: datetime) -> None:
        """Open the call, for as long as organizations are due."""
        published = ROUND.after(self.state, RoundAction.PUBLISH)
        if by == self.author_id:
            raise FourEyes
        earliest = max(due(at, NOTICE.kept(rules)).at, due(at, APPLICATION.kept(rules)).at)
        if self.closes_at < earliest:
            raise PeriodTooShort(closes_at=self.closes_at, earliest_allowed=earliest)
        self.state, self.rules, self.reserved_lines = published, rules, self.budget_lines
        self.published_by, self.published_at = by, at

    def must_be_open(self, *, at: datetime) -> None:
        """Refuse proposals before and after the call; at its very end it is too late."""
        if self.state is not RoundState.CALL_OPEN or at >= self.closes_at:
            raise CallNotOpen(state=self.state, closes_at=self.closes_at)

    def must_be(self, state: RoundState) -> None:
        """Refuse what belongs to another stage."""
        if self.state is not state:
            raise NotAtThisStage(state=self.state)

    def determine(
        self, lines: list[Any], *, by: UUID, at: datetime, publicity_ends_at: datetime
    ) -> None:
        """Make public who is granted what, with all that anyone needs to recompute it."""
        self.move(RoundAction.DETERMINE)
        self.determined_by, self.determined_at = by, at
        self.publicity_ends_at = publicity_ends_at
        self.record = {
            "round_id": str(self.id),
            "money_fen": self.money.fen,
            "weights": WEIGHTS.kept(self.rules).model_dump(),
            "trim_from": TRIM_FROM.kept(self.rules),
            "projects_max": PROJECTS_MAX.kept(self.rules),
            "lines": lines,
        }
        self.record_sha256 = fingerprint(self.record)

    def end(self, action: RoundAction, *, reason: str | None, at: datetime) -> None:
        """Nothing more is given; what is left of the money goes back."""
        self.move(action)
        self.ended_at, self.end_reason, self.reserved_lines = at, reason, []

    def move(self, action: RoundAction) -> None:
        """Take the next step that the table allows."""
        self.state = ROUND.after(self.state, action)
