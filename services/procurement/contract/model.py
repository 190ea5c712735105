"""The contract: what both sides bind themselves to; its contents never change."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.contract.errors import AlreadySigned
from services.procurement.contract.states import (
    CONTRACT,
    LIVE,
    ContractAction,
    ContractState,
    Side,
)
from services.procurement.entity import ProcurementEntity
from shared.contracts.procurement import ContractSigned
from shared.money import Money
from shared.orm import choice
from shared.records import fingerprint


class Contract(ProcurementEntity, kw_only=True):
    """What an organization delivers to a buyer; items and money are frozen copies.

    `rules` is the rule set the process started with; every figure of delivery, evaluation and
    settlement is taken from it, so that a later policy never touches this contract.
    """

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("value_fen > 0", name="value"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        Index(
            "uq_contract_live",
            "project_id",
            unique=True,
            postgresql_where=f"state IN ({', '.join(repr(str(state)) for state in LIVE)})",
        ),
        Index("ix_contract_project_id", "project_id"),
        Index("ix_contract_region_id_id", "region_id", "id"),
        Index("ix_contract_organization_id_id", "organization_id", "id"),
    )

    project_id: Mapped[UUID]
    cluster_id: Mapped[UUID | None]
    claim_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    region_id: Mapped[UUID]
    buyer_id: Mapped[UUID]
    """The account that drew the contract up on the buyer's side."""
    items: Mapped[list[Any]]
    """The service items: `{id, method, unit, qty, unit_price_fen, cap_ratio_bp,
    min_qualification, target_groups, …}`; ids and enums as text."""
    budget_lines: Mapped[list[Any]]
    """What each fund pays at most: `{fund_id, amount_fen}`, together the value."""
    value_fen: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day of service, inclusive."""
    tranches: Mapped[list[Any]]
    """`{seq, gate, ratio_bp}`; the ratios together are 10000."""
    rules: Mapped[dict[str, Any]]
    project_sha256: Mapped[str]
    claim_sha256: Mapped[str]
    record_sha256: Mapped[str] = mapped_column(default="")
    """The fingerprint of `record`, set when the contract is drawn up."""
    buyer_signed_at: Mapped[datetime | None] = mapped_column(default=None)
    buyer_signed_by: Mapped[UUID | None] = mapped_column(default=None)
    organization_signed_at: Mapped[datetime | None] = mapped_column(default=None)
    organization_signed_by: Mapped[UUID | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ContractState] = mapped_column(
        choice(ContractState, "state"), default=CONTRACT.initial
    )

    @property
    def value(self) -> Money:
        """What all items cost together."""
        return Money.of_fen(self.value_fen)

    @property
    def record(self) -> dict[str, Any]:
        """What the contract says, as it is fingerprinted; it holds its project's fingerprint."""
        return {
            "contract_id": str(self.id),
            "project_id": str(self.project_id),
            "project_sha256": self.project_sha256,
            "claim_id": str(self.claim_id),
            "claim_sha256": self.claim_sha256,
            "organization_id": str(self.organization_id),
            "region_id": str(self.region_id),
            "items": self.items,
            "budget_lines": self.budget_lines,
            "value_fen": self.value_fen,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "tranches": self.tranches,
            "rules": self.rules,
        }

    def seal(self) -> None:
        """Fix what the contract says by its fingerprint."""
        self.record_sha256 = fingerprint(self.record)

    def sign(self, side: Side, *, by: UUID, at: datetime) -> ContractSigned | None:
        """Take down one side's signature; the second one makes it binding and is the fact."""
        CONTRACT.after(self.state, ContractAction.SIGN)
        if side is Side.BUYER:
            self._not_twice(side, self.buyer_signed_at)
            self.buyer_signed_at, self.buyer_signed_by = at, by
        else:
            self._not_twice(side, self.organization_signed_at)
            self.organization_signed_at, self.organization_signed_by = at, by
        if self.buyer_signed_at is None or self.organization_signed_at is None:
            return None
        self.state = CONTRACT.after(self.state, ContractAction.SIGN)
        return ContractSigned(
            project_id=self.project_id,
            cluster_id=self.cluster_id,
            region_id=self.region_id,
            record_sha256=self.record_sha256,
            contract_id=self.id,
            organization_id=self.organization_id,
            value_fen=self.value_fen,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            at=at,
        )

    def start(self) -> None:
        """The period begins: service may be delivered and recorded."""
        self.state = CONTRACT.after(self.state, ContractAction.START)

    def complete(self, *, at: datetime) -> None:
        """Everything is delivered, evaluated and settled."""
        self._end(ContractAction.COMPLETE, None, at)

    def terminate(self, *, reason: str, at: datetime) -> None:
        """End the contract before it is fulfilled; what was delivered is still settled."""
        self._end(ContractAction.TERMINATE, reason, at)

    def void(self, *, reason: str, at: datetime) -> None:
        """Throw a draft away that was not signed by both."""
        self._end(ContractAction.VOID, reason, at)

    def _end(self, action: ContractAction, reason: str | None, at: datetime) -> None:
        self.state = CONTRACT.after(self.state, action)
        self.ended_at, self.end_reason = at, reason

    @staticmethod
    def _not_twice(side: Side, signed_at: datetime | None) -> None:
        if signed_at is not None:
            raise AlreadySigned(side=side, signed_at=signed_at)
