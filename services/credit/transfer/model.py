"""The journal: transfers and their entries. Only the posting function writes it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditRow
from shared.orm import choice


class TransferKind(StrEnum):
    """Why credits moved: earned for the first time, or the difference after a fact changed."""

    EARN = "earn"
    ADJUST = "adjust"


@dataclass(frozen=True)
class Posting:
    """What the posting function is asked for; `key` makes a repeat harmless.

    `debit` gives and `credit` receives `amount` > 0; `effective_on` is the day the credits were
    earned, `explanation` how the amount came about.
    """

    key: UUID
    kind: TransferKind
    debit: UUID
    credit: UUID
    amount: int
    effective_on: date
    source_type: str
    source_id: UUID
    policy_id: UUID | None
    explanation: dict[str, Any]


class Transfer(CreditRow, kw_only=True):
    """One movement of credits, never updated, never deleted; mistakes are posted the other way."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit <> credit", name="sides"),
        Index("ix_transfer_xid", "xid"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    key: Mapped[UUID] = mapped_column(unique=True)
    request_hash: Mapped[bytes]
    """SHA-256 of the whole request: the same key with another one is refused."""
    kind: Mapped[TransferKind] = mapped_column(choice(TransferKind, "kind"))
    debit: Mapped[UUID]
    credit: Mapped[UUID]
    amount: Mapped[int]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    source_type: Mapped[str]
    source_id: Mapped[UUID]
    policy_id: Mapped[UUID | None]
    explanation: Mapped[dict[str, Any]]
    actor_id: Mapped[UUID]
    xid: Mapped[int] = mapped_column(server_default=text("pg_current_xact_id()::text::bigint"))
    """The transaction that wrote it: checkpoints seal transfers by ranges of transactions."""


class Entry(CreditRow, kw_only=True):
    """One side of a transfer on one account.

    A holder's entries are numbered without a gap, carry the balance after them, and are chained:
    `hash = SHA-256(hash before ‖ account|seq|transfer|amount|balance|day)`. A system account's
    entries have neither, so that nobody ever waits for it; its balance is their sum.
    """

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_account_id_recorded_at", "account_id", "recorded_at"),)

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID]
    amount: Mapped[int]
    """Signed: negative where credits leave the account."""
    balance_after: Mapped[int | None]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    hash: Mapped[bytes | None]
