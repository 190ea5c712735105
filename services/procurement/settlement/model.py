"""The settlement of one tranche."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.contract.states import Gate
from services.procurement.entity import ProcurementEntity
from services.procurement.settlement.errors import (
    Agreed,
    NothingToPay,
    NothingToRecover,
    SilenceNotOver,
)
from services.procurement.settlement.rules import Figures, ItemFigures, Terms, settle
from services.procurement.settlement.states import (
    OPEN,
    SETTLEMENT,
    SettlementAction,
    SettlementState,
)
from shared.contracts.procurement import SettlementPaid
from shared.durations import Duration, due
from shared.money import Money
from shared.orm import choice
from shared.policy import Parameter
from shared.records import fingerprint

SILENCE = Parameter(
    "settlement.silence",
    Duration,
    default=Duration(value=5, unit="wd"),
    source="docs/procurement/settlement.md",
)
"""How long the supplier may confirm or dispute before the buyer's confirmation is enough."""


class Settlement(ProcurementEntity, kw_only=True):
    """What one tranche comes to, with every number it was made from."""

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("contract_id", "gate"),
        CheckConstraint("settled_fen BETWEEN 0 AND value_fen", name="within_value"),
        CheckConstraint("payable_fen >= 0 AND clawback_fen >= 0", name="not_negative"),
        CheckConstraint("paid_fen + payable_fen - clawback_fen = settled_fen", name="balance"),
        Index("ix_settlement_contract_id_id", "contract_id", "id"),
        Index("ix_settlement_region_id_id", "region_id", "id"),
        Index("ix_settlement_organization_id_id", "organization_id", "id"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    project_id: Mapped[UUID]
    cluster_id: Mapped[UUID | None]
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    gate: Mapped[Gate] = mapped_column(choice(Gate, "gate"))
    value_fen: Mapped[int]
    contract_sha256: Mapped[str]
    evaluation_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id"), default=None)
    evaluation_sha256: Mapped[str | None] = mapped_column(default=None)
    score: Mapped[int | None] = mapped_column(default=None)
    grade: Mapped[str | None] = mapped_column(default=None)
    logs_head: Mapped[str] = mapped_column(default="")
    """The last link of the contract's logs when it was calculated."""
    items: Mapped[list[Any]] = mapped_column(default_factory=list)
    penalties: Mapped[list[Any]] = mapped_column(default_factory=list)
    """`{reason, amount_fen}` of this tranche."""
    ratio_bp: Mapped[int] = mapped_column(default=0)
    share_bp: Mapped[int | None] = mapped_column(default=None)
    penalties_fen: Mapped[int] = mapped_column(default=0)
    """All of the contract so far, this tranche's included."""
    paid_fen: Mapped[int] = mapped_column(default=0)
    quantity_fen: Mapped[int] = mapped_column(default=0)
    earned_fen: Mapped[int | None] = mapped_column(default=None)
    ceiling_fen: Mapped[int] = mapped_column(default=0)
    cumulative_fen: Mapped[int] = mapped_column(default=0)
    settled_fen: Mapped[int] = mapped_column(default=0)
    payable_fen: Mapped[int] = mapped_column(default=0)
    clawback_fen: Mapped[int] = mapped_column(default=0)
    """What the supplier owes back."""
    record_sha256: Mapped[str] = mapped_column(default="")
    calculated_at: Mapped[datetime | None] = mapped_column(default=None)
    answer_by: Mapped[datetime | None] = mapped_column(default=None)
    dispute_reason: Mapped[str | None] = mapped_column(default=None)
    confirmed_by: Mapped[UUID | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[SettlementState] = mapped_column(
        choice(SettlementState, "state"), default=SETTLEMENT.initial
    )

    @property
    def actions(self) -> list[SettlementAction]:
        """What the table allows next."""
        return SETTLEMENT.allowed(self.state)

    @property
    def balanced(self) -> bool:
        """Nothing is to be paid, and nothing to be paid back."""
        return self.payable_fen == 0 and self.clawback_fen == 0

    @property
    def under_way(self) -> bool:
        """Whether its amount may still change, or is not paid yet."""
        unpaid = self.state is SettlementState.CONFIRMED and self.payable_fen > 0
        return unpaid or self.state in OPEN

    def amount(self, name: str) -> Money:
        """One of the amounts, as the API shows it."""
        return Money.of_fen(getattr(self, f"{name}_fen"))

    def calculate(
        self, items: list[ItemFigures], terms: Terms, *, silence: Duration, at: datetime
    ) -> Figures:
        """Work out what the tranche comes to, and ask the supplier."""
        self.state = SETTLEMENT.after(self.state, SettlementAction.CALCULATE)
        made = settle(items, terms)
        self.items = json.loads(json.dumps([asdict(item) for item in items]))
        self.ratio_bp, self.share_bp = terms.ratio_bp, terms.share_bp
        self.paid_fen, self.penalties_fen = terms.paid_fen, terms.penalties_fen
        for name, amount in asdict(made).items():
            setattr(self, name, amount)
        self.calculated_at = at
        self.ask(silence=silence, at=at)
        self.record_sha256 = fingerprint(self.record)
        return made

    def ask(self, *, silence: Duration, at: datetime) -> None:
        """From now on the supplier has the whole `silence` to answer."""
        self.answer_by = due(at, silence).at

    @property
    def record(self) -> dict[str, Any]:
        """What was settled, as it is fingerprinted: with it goes all it was made from."""
        plain = (
            *("gate", "value_fen", "contract_sha256", "evaluation_sha256", "score", "grade"),
            *("logs_head", "items", "penalties", "ratio_bp", "share_bp", "penalties_fen"),
            *("paid_fen", "quantity_fen", "earned_fen", "ceiling_fen", "cumulative_fen"),
            *("settled_fen", "payable_fen", "clawback_fen"),
        )
        about = {"settlement_id": str(self.id), "contract_id": str(self.contract_id)}
        return about | {name: getattr(self, name) for name in plain} | {"gate": str(self.gate)}

    def dispute(self, *, reason: str, reopens: bool) -> None:
        """One side does not agree; what was confirmed is calculated again only if he `reopens`."""
        SETTLEMENT.after(self.state, SettlementAction.DISPUTE)
        if self.state is SettlementState.CONFIRMED and (self.balanced or not reopens):
            raise Agreed
        self._move(SettlementAction.DISPUTE)
        self.dispute_reason, self.confirmed_by, self.confirmed_at = reason, None, None

    def confirm(self, *, by: UUID, supplier: bool, at: datetime) -> None:
        """The supplier agrees, or was silent until its time was over and the buyer confirms."""
        SETTLEMENT.after(self.state, SettlementAction.CONFIRM)
        assert self.answer_by is not None
        if not supplier and at < self.answer_by:
            raise SilenceNotOver(answer_by=self.answer_by)
        self._move(SettlementAction.CONFIRM)
        self.confirmed_by, self.confirmed_at = by, at

    def request_payment(self) -> None:
        """Ask for the money; refused where nothing is to be paid."""
        SETTLEMENT.after(self.state, SettlementAction.REQUEST_PAYMENT)
        if self.payable_fen == 0:
            raise NothingToPay
        self._move(SettlementAction.REQUEST_PAYMENT)

    def recover(self, *, at: datetime) -> None:
        """The supplier has paid back what it owed."""
        SETTLEMENT.after(self.state, SettlementAction.RECOVER)
        if self.clawback_fen == 0:
            raise NothingToRecover
        self._move(SettlementAction.RECOVER)
        self.ended_at = at

    def pay(self, *, at: datetime) -> SettlementPaid:
        """The money has arrived."""
        self._move(SettlementAction.PAY)
        self.ended_at = at
        named = ("project_id", "cluster_id", "region_id", "contract_id", "organization_id")
        about = {name: getattr(self, name) for name in (*named, "record_sha256")}
        return SettlementPaid(**about, settlement_id=self.id, amount_fen=self.payable_fen, at=at)

    def call_off(self) -> None:
        """Its payment was withdrawn: it is asked for anew, or disputed."""
        self._move(SettlementAction.CALL_OFF)

    def give_up(self, *, at: datetime) -> None:
        """It will not be paid; what it leaves is owed with the next tranche."""
        self._move(SettlementAction.GIVE_UP)
        self.ended_at = at

    def _move(self, action: SettlementAction) -> None:
        self.state = SETTLEMENT.after(self.state, action)
