"""What is known of a contract, and what each of its parts earns by that knowledge."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.delivery import rules
from services.credit.delivery.states import PART, PartAction, PartState
from services.credit.entity import CreditEntity, CreditRow
from services.credit.transfer.model import Posting, TransferKind
from services.credit.transfer.rules import shifts
from shared import ids
from shared.contracts.procurement import (
    EvaluationFinalized,
    IntegrityViolated,
    ServiceLogRejected,
    ServiceLogVerified,
)
from shared.orm import choice

SOURCE = "procurement.contract"
"""What the source of a project's credits is called in the journal."""


Fact = ServiceLogVerified | ServiceLogRejected | EvaluationFinalized | IntegrityViolated


def logs_named(fact: Fact) -> Collection[UUID]:
    """The records of service that a fact speaks of."""
    match fact:
        case ServiceLogVerified() | ServiceLogRejected():
            return [fact.log_id]
        case IntegrityViolated():
            return fact.log_ids
    return ()


@dataclass(frozen=True)
class Move:
    """How many credits a contract gives (above zero) or takes, of which kind and day, and why."""

    kind: TransferKind
    moved: int
    on: date
    why: dict[str, Any]
    policy_id: UUID | None = None
    """The version that made the amount, where one did."""


class ContractRecord(CreditEntity, kw_only=True):
    """The facts about one contract as procurement told them; its id is the contract's.

    `evaluation` and `penalty` are what stands in the ledger for them. All parts and the evaluation
    count for the day it was final, the penalty for the day of the latest finding. `turn` numbers
    the postings.
    """

    __tablename__ = "contract_record"

    organization_id: Mapped[UUID]
    region_id: Mapped[UUID]
    grade: Mapped[str | None] = mapped_column(default=None)
    score: Mapped[int | None] = mapped_column(default=None)
    finalized_at: Mapped[datetime | None] = mapped_column(default=None)
    evaluation: Mapped[int] = mapped_column(default=0)
    penalty: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)
    posted_on: Mapped[date | None] = mapped_column(default=None)
    penalized_on: Mapped[date | None] = mapped_column(default=None)

    def finalize(self, fact: EvaluationFinalized) -> None:
        """Take the final evaluation down; of two the later one counts."""
        if self.finalized_at is None or fact.at >= self.finalized_at:
            self.grade, self.score = fact.grade, fact.resident_score
            self.finalized_at = fact.at

    def settle(self, found: rules.Worth, *, day: date) -> list[Move]:
        """What brings the ledger to the evaluation's share; parts and it stand on `day` then."""
        moves = []
        changes = shifts(self.evaluation, found.evaluation, on=self.posted_on, day=day)
        for before, after, on in changes:
            stands = found if after == found.evaluation else replace(found, parts=())
            for kind, moved in rules.evaluation_moves(before, after):
                why = rules.evaluation_told(stands, moved, grade=self.grade)
                moves.append(Move(TransferKind(kind), moved, on, why))
        self.evaluation, self.posted_on = found.evaluation, day
        return moves

    def penalize(self, found: rules.Worth, *, day: date) -> list[Move]:
        """What brings the ledger to what fabricated logs cost."""
        moves = []
        for before, after, on in shifts(self.penalty, found.penalty, on=self.penalized_on, day=day):
            stands = found if after == found.penalty else replace(found, forged=0)
            why = rules.penalty_told(stands, before - after)
            moves.append(Move(TransferKind.PENALIZE, before - after, on, why))
        self.penalty, self.penalized_on = found.penalty, day if found.penalty else None
        return moves

    def posting(self, move: Move, *, account_id: UUID, issuer: UUID) -> Posting:
        """The next transfer for this contract; what cannot be taken becomes arrears."""
        self.turn += 1  # each posting has its own key
        gives = move.moved > 0
        return Posting(
            key=ids.derived(self.id, str(self.turn)),
            kind=move.kind,
            debit=issuer if gives else account_id,
            credit=account_id if gives else issuer,
            amount=abs(move.moved),
            effective_on=move.on,
            source_type=SOURCE,
            source_id=self.id,
            policy_id=move.policy_id,
            explanation=move.why,
            arrears=not gives,
        )


class LogRecord(CreditRow, kw_only=True):
    """One log, as the latest decision on it says; that may be told of before the log itself."""

    __tablename__ = "log_record"
    __table_args__ = (Index("ix_log_record_contract_id", "contract_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID]
    item_id: Mapped[UUID | None] = mapped_column(default=None)
    method: Mapped[str] = mapped_column(default="")
    served_on: Mapped[date | None] = mapped_column(default=None)
    tokens: Mapped[list[Any]] = mapped_column(default_factory=list)
    vulnerable: Mapped[bool] = mapped_column(default=False)
    fabricated: Mapped[bool] = mapped_column(default=False)
    rejected: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)

    def take(self, fact: Fact) -> None:
        """Take a decision down; of several the latest counts. What was done never changes."""
        if isinstance(fact, ServiceLogVerified):
            self.item_id, self.method, self.served_on = fact.item_id, fact.method, fact.served_on
            self.tokens, self.vulnerable = sorted(set(fact.beneficiary_tokens)), fact.vulnerable
        if self.decided_at is None or fact.at >= self.decided_at:
            self.fabricated = isinstance(fact, IntegrityViolated)
            self.rejected = isinstance(fact, ServiceLogRejected)
            self.decided_at = fact.at

    def as_log(self) -> rules.Log | None:
        """The log as the rules take it; none before it is known."""
        if self.item_id is None or self.served_on is None:
            return None
        tokens = frozenset(self.tokens)
        flags = (self.vulnerable, self.fabricated, self.rejected)
        return rules.Log(self.id, self.item_id, self.method, self.served_on, tokens, *flags)


class ContractPart(CreditEntity, kw_only=True):
    """What one item of a contract earns for one month, with the arithmetic."""

    __tablename__ = "contract_part"
    __table_args__ = (
        CheckConstraint("amount >= 0 AND posted >= 0", name="amount"),
        Index("uq_contract_part", "contract_id", "item_id", "month", unique=True),
        Index("ix_contract_part_account_id", "account_id"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract_record.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    item_id: Mapped[UUID]
    month: Mapped[date]
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("earning_policy.id"))
    inputs: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    steps: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    amount: Mapped[int] = mapped_column(default=0)
    posted: Mapped[int] = mapped_column(default=0)
    """Credits that stand in the ledger for this part."""
    state: Mapped[PartState] = mapped_column(choice(PartState, "state"), default=PART.initial)

    def take(self, part: rules.Part) -> None:
        """What the facts known now are worth."""
        given, made = part.given.stored(), part.made.stored()
        self.inputs, self.steps, self.amount = given, made, part.made.amount

    def settle(self, *, on: date | None, day: date) -> list[Move]:
        """What brings the ledger to its amount; it stood `on` a day before, if it did."""
        moves = []
        for before, after, when in shifts(self.posted, self.amount, on=on, day=day):
            inputs, steps = dict(self.inputs), dict(self.steps)
            if after != self.amount:  # nobody was served for the day before
                inputs["beneficiaries"] = steps["base"] = 0
            kind = TransferKind.EARN if before == 0 else TransferKind.ADJUST
            why = rules.part_told(after, after - before, inputs=inputs, steps=steps)
            moves.append(Move(kind, after - before, when, why, self.policy_id))
        self.posted = self.amount
        if self.state is PartState.EXPECTED:
            self.state = PART.after(self.state, PartAction.POST)
        return moves
