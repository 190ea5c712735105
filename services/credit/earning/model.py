"""What an order is worth by what is known of it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.earning.rules import Conversion, Inputs
from services.credit.earning.states import EARNING, EarningAction, EarningState
from services.credit.entity import CreditEntity
from services.credit.order_record.model import ORDER, OrderRecord
from services.credit.transfer.model import Posting, TransferKind
from services.credit.transfer.rules import hand
from shared import ids
from shared.orm import choice


class Earning(CreditEntity, kw_only=True):
    """One conversion of an order's facts into credits by one policy version.

    Its inputs, steps and amount never change: when the facts do, the next revision supersedes it
    and the ledger gets the difference.
    """

    __tablename__ = "earning"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("uq_earning_order_id_revision", "order_id", "revision", unique=True),
        Index(
            "uq_earning_current", "order_id", unique=True, postgresql_where="state <> 'superseded'"
        ),
        Index("ix_earning_account_id_id", "account_id", "id"),
        Index("ix_earning_expected", "account_id", postgresql_where="state = 'expected'"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order_record.id"))
    revision: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("earning_policy.id"))
    inputs: Mapped[dict[str, Any]]
    steps: Mapped[dict[str, Any]]
    amount: Mapped[int]
    state: Mapped[EarningState] = mapped_column(
        choice(EarningState, "state"), default=EARNING.initial
    )
    transfer_id: Mapped[UUID | None] = mapped_column(default=None)
    """What the ledger got because of this revision; none when nothing changed there."""

    @classmethod
    def of(
        cls, record: OrderRecord, given: Inputs, made: Conversion, **references: Any
    ) -> "Earning":
        """What an order is worth by what is known now."""
        return cls(
            order_id=record.id,
            inputs=given.stored(),
            steps=made.stored(),
            amount=made.amount,
            **references,
        )

    def explanation(self, state: EarningState, *, before: int, after: int) -> dict[str, Any]:
        """How a transfer came about, as the journal keeps it: whoever has it can recompute it."""
        return {
            "inputs": self.inputs,
            "steps": self.steps,
            "amount": self.amount,
            "state": state,
            "before": before,
            "after": after,
        }

    def posting(
        self,
        record: OrderRecord,
        state: EarningState,
        change: tuple[int, int, date],
        *,
        issuer: UUID,
    ) -> Posting:
        """The transfer that brings the order's credits of a day from one sum to another.

        What another day has instead from now on is superseded.
        """
        before, after, day = change
        purpose = f"{TransferKind.EARN}:{self.revision}"
        if state is EarningState.SUPERSEDED:
            purpose += f":{state}"
        sides = (issuer, self.account_id) if after > before else (self.account_id, issuer)
        return Posting(
            key=ids.derived(record.id, purpose),
            kind=TransferKind.EARN if before == 0 else TransferKind.ADJUST,
            debit=sides[0],
            credit=sides[1],
            amount=abs(after - before),
            effective_on=day,
            source_type=ORDER,
            source_id=record.id,
            policy_id=self.policy_id,
            explanation=self.explanation(state, before=before, after=after)
            | hand(record.withdrawn),
            arrears=after < before,
        )

    def serves(self, state: EarningState, given: Inputs) -> bool:
        """Whether this revision may stand where the facts say, or the next one must take over.

        A revision moves the ledger at most once on a day, so that its posting has one key.
        """
        untouched = self.state is EarningState.EXPECTED and self.transfer_id is None
        return self.inputs == given.stored() and (self.state is state or untouched)

    def settle(self, state: EarningState) -> None:
        """Move to where the facts say the earning stands."""
        if state is EarningState.POSTED:
            self.state = EARNING.after(self.state, EarningAction.POST)
        elif state is EarningState.VOIDED:
            self.state = EARNING.after(self.state, EarningAction.VOID)

    def supersede(self) -> None:
        """Make way for the next revision."""
        self.state = EARNING.after(self.state, EarningAction.SUPERSEDE)
