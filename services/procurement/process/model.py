"""The purchase: its documents, which are fixed when they are published, and how far it has come."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.process.states import (
    PROCESS,
    UNDER_WAY,
    FailReason,
    Method,
    ProcessAction,
    ProcessState,
)
from services.procurement.project.model import Project
from shared.money import Money
from shared.orm import choice, in_states

WRITTEN = (
    "requirements",
    "criteria",
    "price_weight_hundredths",
    "bids_due_at",
    "custodian_key_ids",
)
"""What the documents say beyond the project's plan, and only a draft may change."""


class Process(ProcurementEntity, kw_only=True):
    """One purchase; while bids come in nothing in its row changes that could tell of them."""

    __tablename__ = "process"
    __table_args__ = (
        Index(
            "uq_process_under_way",
            "project_id",
            unique=True,
            postgresql_where=in_states(UNDER_WAY),
        ),
        Index("ix_process_project_id_id", "project_id", "id"),
        Index("ix_process_region_id_id", "region_id", "id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"))
    region_id: Mapped[UUID]
    author_id: Mapped[UUID]
    method: Mapped[Method] = mapped_column(choice(Method, "method"))
    title: Mapped[str]
    ceiling_fen: Mapped[int]
    requirements: Mapped[list[Any]]
    """What a bidder must be able to show; nothing of it is scored."""
    criteria: Mapped[list[Any]]
    """`{code, name, stage, objective, max_score_hundredths, min_score_hundredths}`."""
    price_weight_hundredths: Mapped[int]
    """The points of the price; with the criteria's they are 100.00."""
    bids_due_at: Mapped[datetime]
    custodian_key_ids: Mapped[list[Any]]
    rules: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """The numbers that held when it was published; it keeps them to the end."""
    sealing_key: Mapped[bytes | None] = mapped_column(default=None)
    """The public key that bids are sealed to; the private one is in its custodians' shares only."""
    chain_start: Mapped[bytes | None] = mapped_column(default=None)
    """Random, and secret until the opening: no receipt tells whether it is the first."""
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    closing_root: Mapped[str | None] = mapped_column(default=None)
    """The hash of the last receipt; nothing is added, taken away or replaced unseen after it."""
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    ranking: Mapped[list[Any]] = mapped_column(default_factory=list)
    """`{bid_id, organization_id, quality, price, total, rank}`, the first first; in hundredths."""
    fail_reason: Mapped[FailReason | None] = mapped_column(
        choice(FailReason, "fail_reason"), default=None
    )
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ProcessState] = mapped_column(
        choice(ProcessState, "state"), default=PROCESS.initial
    )

    @property
    def ceiling(self) -> Money:
        """The most a bid may ask."""
        return Money.of_fen(self.ceiling_fen)

    @property
    def actions(self) -> list[ProcessAction]:
        """What the table allows next."""
        return PROCESS.allowed(self.state)

    def write(self, told: dict[str, Any]) -> None:
        """Write the documents anew, while they are a draft."""
        self.move(ProcessAction.REVISE)
        for name in WRITTEN:
            setattr(self, name, told[name])

    def publish(self, project: Project, *, key: bytes, start: bytes, at: datetime) -> None:
        """From now on everybody may bid by these documents, and by these rules."""
        self.move(ProcessAction.PUBLISH)
        self.title, self.ceiling_fen, self.rules = project.title, project.ceiling_fen, project.rules
        self.sealing_key, self.chain_start, self.published_at = key, start, at

    def close(self, *, root: str) -> None:
        """The deadline has come, with enough bids; nothing comes in any more."""
        self.move(ProcessAction.CLOSE)
        self.closing_root = root

    def open(self, *, at: datetime) -> None:
        """The bids are read."""
        self.move(ProcessAction.OPEN)
        self.opened_at = at

    def fail(self, why: FailReason, *, reason: str | None, at: datetime) -> None:
        """It comes to nothing; what is still sealed stays so for ever."""
        self.move(ProcessAction.FAIL)
        self.fail_reason, self.end_reason, self.ended_at = why, reason, at

    def cancel(self, *, reason: str, at: datetime) -> None:
        """Throw a draft away."""
        self.move(ProcessAction.CANCEL)
        self.end_reason, self.ended_at = reason, at

    def move(self, action: ProcessAction) -> None:
        """Take the next step that the table allows."""
        self.state = PROCESS.after(self.state, action)

    @property
    def documents(self) -> dict[str, Any]:
        """What the notice of the tender says, as it is signed."""
        told = ("title", "ceiling_fen", "requirements", "criteria", "price_weight_hundredths")
        return {
            "project_id": str(self.project_id),
            "method": self.method.value,
            **{name: getattr(self, name) for name in told},
            "bids_due_at": self.bids_due_at.isoformat(),
        }
