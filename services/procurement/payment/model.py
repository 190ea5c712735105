"""The payment of one settlement."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.payment.errors import SamePerson
from services.procurement.payment.states import PAYMENT, PaymentAction, PaymentState
from shared.money import Money
from shared.orm import choice


class Payment(ProcurementEntity, kw_only=True):
    """Money asked for, approved by another, sent, and arrived or not."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("approved_by IS DISTINCT FROM requested_by", name="four_eyes"),
        Index(
            "uq_payment_live", "settlement_id", unique=True, postgresql_where="state <> 'reversed'"
        ),
        Index("ix_payment_contract_id_id", "contract_id", "id"),
        Index("ix_payment_region_id_id", "region_id", "id"),
        Index("ix_payment_organization_id_id", "organization_id", "id"),
    )

    settlement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement.id"))
    contract_id: Mapped[UUID]
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    amount_fen: Mapped[int]
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=1)
    approved_by: Mapped[UUID | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    failure: Mapped[str | None] = mapped_column(default=None)
    """Why the last attempt failed, or why there is none any more."""
    state: Mapped[PaymentState] = mapped_column(
        choice(PaymentState, "state"), default=PAYMENT.initial
    )

    @property
    def amount(self) -> Money:
        """What is paid."""
        return Money.of_fen(self.amount_fen)

    @property
    def actions(self) -> list[PaymentAction]:
        """What the table allows next."""
        return PAYMENT.allowed(self.state)

    def approve(self, *, by: UUID, at: datetime) -> None:
        """A second pair of eyes."""
        PAYMENT.after(self.state, PaymentAction.APPROVE)
        if by == self.requested_by:
            raise SamePerson
        self._move(PaymentAction.APPROVE)
        self.approved_by, self.approved_at = by, at

    def send(self, *, at: datetime) -> None:
        """The order went to the bank."""
        self._move(PaymentAction.SEND)
        self.sent_at = at

    def arrive(self, *, at: datetime) -> None:
        """The bank confirms it."""
        self._move(PaymentAction.PAY)
        self.paid_at, self.failure = at, None

    def fail(self, *, reason: str) -> None:
        """The bank sent it back."""
        self._move(PaymentAction.FAIL)
        self.failure = reason

    def reverse(self, *, reason: str) -> None:
        """It is given up: nobody can be paid."""
        self._move(PaymentAction.REVERSE)
        self.failure = reason

    def withdraw(self, *, reason: str) -> None:
        """It should not be paid as it is; what comes of the settlement is asked for anew."""
        self._move(PaymentAction.WITHDRAW)
        self.failure = reason

    def retry(self, *, by: UUID, at: datetime) -> None:
        """Ask for it again; somebody else approves it anew."""
        self._move(PaymentAction.RETRY)
        self.requested_by, self.requested_at = by, at
        self.approved_by = self.approved_at = self.sent_at = None
        self.attempts += 1

    def _move(self, action: PaymentAction) -> None:
        self.state = PAYMENT.after(self.state, action)
