"""The contract: what both sides bind themselves to; its contents never change."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.claim.model import Claim
from services.procurement.contract.errors import AlreadySigned, NotTerminated
from services.procurement.contract.rules import check_period, priced, split_budget, tranches_of
from services.procurement.contract.states import CONTRACT, LIVE, ContractAction, ContractState, Side
from services.procurement.entity import ProcurementEntity
from services.procurement.project.model import Project
from services.procurement.project.states import ProjectForm
from shared.contracts.procurement import ContractCompleted, ContractSigned, ContractTerminated
from shared.money import Money
from shared.orm import choice, in_states
from shared.policy import Parameter
from shared.records import fingerprint

WHOLE_BP = 10_000
IN_FORCE = in_states(LIVE)


class Tranches(BaseModel):
    """Which share of the value falls due at which gate, in basis points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signing: int
    mid_term: int
    final: int

    @model_validator(mode="after")
    def _whole(self) -> "Tranches":
        shares = (self.signing, self.mid_term, self.final)
        if sum(shares) != WHOLE_BP or min(shares) < 0:
            raise ValueError("the three shares are 10000 together, none below 0")
        return self


SPEC = "spec/procurement.md §2.5"
USUAL = Tranches(signing=3_000, mid_term=4_000, final=3_000)
TRANCHES = Parameter("contract.tranches", Tranches, default=USUAL, source=SPEC)
EARLY = Tranches(signing=5_000, mid_term=3_000, final=2_000)
GRANT_TRANCHES = Parameter("contract.tranches.grant", Tranches, default=EARLY, source=SPEC)


class Contract(ProcurementEntity, kw_only=True):
    """What an organization delivers to a buyer; items and money are frozen copies.

    `rules` is the rule set the process started with; every figure of delivery, evaluation and
    settlement is taken from it, so that a later policy never touches this contract.
    """

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("value_fen > 0", name="value"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        Index("uq_contract_live", "project_id", unique=True, postgresql_where=IN_FORCE),
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

    @classmethod
    def on(cls, project: Project, claim: Claim, period: tuple[date, date], by: UUID) -> "Contract":
        """The contract that follows from a project and the claim that won it."""
        assert claim.record_sha256 is not None
        starts_on, ends_on = period
        check_period(starts_on, ends_on, project.starts_on, project.ends_on)
        granted = project.form is ProjectForm.VENTURE_PHILANTHROPY
        shares = (GRANT_TRANCHES if granted else TRANCHES).kept(project.rules)
        gates = (shares.signing, shares.mid_term, shares.final)
        contract = cls(
            project_id=project.id,
            cluster_id=project.cluster_id,
            claim_id=claim.id,
            organization_id=claim.organization_id,
            region_id=project.region_id,
            buyer_id=by,
            items=priced(project.service_items, claim.unit_prices),
            budget_lines=split_budget(claim.value_fen, project.budget_lines)[0],
            value_fen=claim.value_fen,
            starts_on=starts_on,
            ends_on=ends_on,
            tranches=tranches_of(gates),
            rules=project.rules,
            project_sha256=project.record_sha256,
            claim_sha256=claim.record_sha256,
        )
        contract.record_sha256 = fingerprint(contract.record)
        return contract

    @property
    def value(self) -> Money:
        """What all items cost together."""
        return Money.of_fen(self.value_fen)

    @property
    def actions(self) -> list[ContractAction]:
        """What the table allows next."""
        return CONTRACT.allowed(self.state)

    @property
    def record(self) -> dict[str, Any]:
        """What the contract says, as it is fingerprinted; it holds its project's fingerprint."""
        ids = ("project_id", "claim_id", "organization_id", "region_id")
        plain = ("project_sha256", "claim_sha256", "items", "budget_lines", "value_fen")
        return {
            "contract_id": str(self.id),
            **{name: str(getattr(self, name)) for name in ids},
            **{name: getattr(self, name) for name in (*plain, "tranches", "rules")},
            **{name: getattr(self, name).isoformat() for name in ("starts_on", "ends_on")},
        }

    def sign(self, side: Side, *, by: UUID, at: datetime) -> ContractSigned | None:
        """Take down one side's signature; the second one makes it binding and is the fact."""
        signed = CONTRACT.after(self.state, ContractAction.SIGN)
        before: datetime | None = getattr(self, f"{side}_signed_at")
        if before is not None:
            raise AlreadySigned(side=side, signed_at=before)
        setattr(self, f"{side}_signed_at", at)
        setattr(self, f"{side}_signed_by", by)
        if self.buyer_signed_at is None or self.organization_signed_at is None:
            return None
        self.state = signed
        terms = {name: getattr(self, name) for name in ("value_fen", "starts_on", "ends_on")}
        return ContractSigned(**self._about(at), **terms)

    def start(self) -> None:
        """The period begins: service may be delivered and recorded."""
        self.state = CONTRACT.after(self.state, ContractAction.START)

    def complete(self, *, at: datetime) -> ContractCompleted:
        """Everything is delivered, evaluated and settled."""
        self._end(ContractAction.COMPLETE, None, at)
        return ContractCompleted(**self._about(at))

    def terminate(self, *, reason: str, at: datetime) -> ContractTerminated:
        """End the contract before it is fulfilled; what was delivered is still settled."""
        self._end(ContractAction.TERMINATE, reason, at)
        return ContractTerminated(**self._about(at), reason=reason)

    def void(self, *, reason: str, at: datetime) -> None:
        """Throw a draft away that was not signed by both."""
        self._end(ContractAction.VOID, reason, at)

    def must_be_terminated(self) -> None:
        """Refuse to free money of a contract that still runs or was never signed."""
        if self.state is not ContractState.TERMINATED:
            raise NotTerminated(state=self.state)

    def _about(self, at: datetime) -> dict[str, Any]:
        told = ("project_id", "cluster_id", "region_id", "record_sha256", "organization_id")
        return {name: getattr(self, name) for name in told} | {"contract_id": self.id, "at": at}

    def _end(self, action: ContractAction, reason: str | None, at: datetime) -> None:
        self.state = CONTRACT.after(self.state, action)
        self.ended_at, self.end_reason = at, reason
