"""A month of an account, frozen: what was said about it then can be held against us later."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditRow


class MonthlyStatement(CreditRow, kw_only=True):
    """What was recorded on an account in one month, from mark to mark; written once.

    Only months in which something was recorded have one. `backdated` of its entries took effect
    in an earlier month, whose own statement stays as it is.
    """

    __tablename__ = "monthly_statement"
    __table_args__ = (
        CheckConstraint("closing_seq > opening_seq", name="entries"),
        Index("uq_monthly_statement_account_id_month", "account_id", "month", unique=True),
        Index("ix_monthly_statement_month", "month"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    month: Mapped[date]
    """Its first day, in Asia/Shanghai."""
    opening_seq: Mapped[int]
    opening_balance: Mapped[int]
    opening_head: Mapped[bytes]
    closing_seq: Mapped[int]
    closing_balance: Mapped[int]
    closing_head: Mapped[bytes]
    backdated: Mapped[int]
    closed_at: Mapped[datetime]
