"""What is known of a contract, and what each of its parts earns by that knowledge."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.delivery import rules
from services.credit.delivery.states import PART, PartAction, PartState
from services.credit.entity import CreditEntity
from services.credit.transfer.model import Posting, TransferKind
from services.credit.transfer.rules import hand, less, more_withdrawn, shifts, stood, told
from shared import ids
from shared.contracts.procurement import EvaluationFinalized
from shared.orm import choice

SOURCE = "procurement.contract"
"""What the source of a project's credits is called in the journal."""


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

    `evaluation` and `penalty` are what stands in the ledger for them. Of that was reversed by hand,
    and moves by no fact again: of a share above zero `withdrawn`, of a fail `remitted`, of the
    penalty `forgiven`. All parts and the evaluation
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
    withdrawn: Mapped[int] = mapped_column(default=0)
    remitted: Mapped[int] = mapped_column(default=0)
    penalty: Mapped[int] = mapped_column(default=0)
    forgiven: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)
    posted_on: Mapped[date | None] = mapped_column(default=None)
    penalized_on: Mapped[date | None] = mapped_column(default=None)

    def finalize(self, fact: EvaluationFinalized) -> None:
        """Take the final evaluation down; of two the later one counts."""
        if self.finalized_at is None or fact.at >= self.finalized_at:
            self.grade, self.score = fact.grade, fact.resident_score
            self.finalized_at = fact.at

    @property
    def share(self) -> int:
        """What is left of its evaluation's share in the ledger; below zero for a fail."""
        return self.evaluation - self.withdrawn + self.remitted

    def settle(self, found: rules.Worth, *, day: date) -> list[Move]:
        """What brings the ledger to the evaluation's share; parts and it stand on `day` then."""
        moves = []
        by_hand = self.withdrawn if found.evaluation > 0 else -self.remitted
        share = less(found.evaluation, by_hand)
        for before, after, on in shifts(self.share, share, on=self.posted_on, day=day):
            stands = found if after == share else replace(found, parts=())
            for kind, moved in rules.evaluation_moves(before, after):
                why = rules.evaluation_told(stands, moved, grade=self.grade, withdrawn=by_hand)
                moves.append(Move(TransferKind(kind), moved, on, why))
        self.evaluation, self.posted_on = self.withdrawn - self.remitted + share, day
        return moves

    def penalize(self, found: rules.Worth, *, day: date) -> list[Move]:
        """What brings the ledger to what fabricated logs cost."""
        moves = []
        cost = less(found.penalty, self.forgiven)
        stood = self.penalty - self.forgiven
        for before, after, on in shifts(stood, cost, on=self.penalized_on, day=day):
            stands = found if after == cost else replace(found, forged=0)
            why = rules.penalty_told(stands, before - after, forgiven=self.forgiven)
            moves.append(Move(TransferKind.PENALIZE, before - after, on, why))
        self.penalty, self.penalized_on = self.forgiven + cost, day if cost else None
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


@dataclass(frozen=True)
class Stake:
    """What stands of one of a contract's sums, and where it is kept how much of it was reversed."""

    contract: ContractRecord
    name: str
    stands: int

    @classmethod
    def of(cls, contract: ContractRecord, kind: TransferKind, why: dict[str, Any]) -> "Stake":
        """What a transfer of this kind moved: a share above zero, a fail, or a penalty."""
        if "forged" in why["inputs"]:
            return cls(contract, "forgiven", contract.penalty - contract.forgiven)
        if kind is TransferKind.EVALUATE:
            return cls(contract, "withdrawn", contract.share)
        return cls(contract, "remitted", -contract.share)

    def withdraw(self, amount: int) -> None:
        """Have some of it reversed by hand: no more than stands."""
        before = getattr(self.contract, self.name)
        setattr(self.contract, self.name, more_withdrawn(before, amount, stands=self.stands))


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
    withdrawn: Mapped[int] = mapped_column(default=0)
    """How many of them were reversed by hand; no fact takes those again."""
    state: Mapped[PartState] = mapped_column(choice(PartState, "state"), default=PART.initial)

    @property
    def stands(self) -> int:
        """What is left of its credits in the ledger."""
        return self.posted - self.withdrawn

    def withdraw(self, amount: int) -> None:
        """Have credits of it reversed by hand: no more than stand."""
        self.withdrawn = more_withdrawn(self.withdrawn, amount, stands=self.stands)

    def take(self, part: rules.Part) -> None:
        """What the facts known now are worth."""
        given, made = part.given.stored(), part.made.stored()
        self.inputs, self.steps, self.amount = given, made, part.made.amount

    def settle(self, *, on: date | None, day: date) -> list[Move]:
        """What brings the ledger to its amount; it stood `on` a day before, if it did."""
        moves = []
        left = less(self.amount, self.withdrawn)
        for before, after, when in shifts(self.stands, left, on=on, day=day):
            inputs, steps, made = dict(self.inputs), dict(self.steps), self.amount
            if after != left:  # nobody was served for the day before
                inputs["beneficiaries"] = steps["base"] = made = 0
            kind = TransferKind.EARN if before == 0 else TransferKind.ADJUST
            why = told(amount=made, inputs=inputs, steps=steps, **rules.part_words(before, after))
            why |= stood(after, after - before) | {"part": str(self.id)} | hand(self.withdrawn)
            moves.append(Move(kind, after - before, when, why, self.policy_id))
        self.posted = self.withdrawn + left
        if self.state is PartState.EXPECTED:
            self.state = PART.after(self.state, PartAction.POST)
        return moves
