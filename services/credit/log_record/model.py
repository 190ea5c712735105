"""What is known of a record of service."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.delivery.rules import Log
from services.credit.entity import CreditRow
from shared.contracts.procurement import (
    EvaluationFinalized,
    IntegrityViolated,
    ServiceLogRejected,
    ServiceLogVerified,
)

Fact = ServiceLogVerified | ServiceLogRejected | EvaluationFinalized | IntegrityViolated


def logs_named(fact: Fact) -> Collection[UUID]:
    """The records of service that a fact speaks of."""
    match fact:
        case ServiceLogVerified() | ServiceLogRejected():
            return [fact.log_id]
        case IntegrityViolated():
            return fact.log_ids
    return ()


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
        if isinstance(fact, ServiceLogVerified | IntegrityViolated) and fact.item_id is not None:
            self.item_id, self.method, self.served_on = fact.item_id, fact.method, fact.served_on
            self.tokens, self.vulnerable = sorted(set(fact.beneficiary_tokens)), fact.vulnerable
        if self.decided_at is None or fact.at >= self.decided_at:
            self.fabricated = isinstance(fact, IntegrityViolated)
            self.rejected = isinstance(fact, ServiceLogRejected)
            self.decided_at = fact.at

    def as_log(self) -> Log | None:
        """The log as the rules take it; none before it is known."""
        if self.item_id is None or self.served_on is None:
            return None
        tokens = frozenset(self.tokens)
        flags = (self.vulnerable, self.fabricated, self.rejected)
        return Log(self.id, self.item_id, self.method, self.served_on, tokens, *flags)
