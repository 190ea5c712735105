"""The journal: transfers and their entries. Only the posting function writes it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, cast, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column

from services.credit.entity import CreditRow
from shared.orm import choice


class TransferKind(StrEnum):
    """Why credits moved.

    `arrears` lends what a penalty or reversal could not take, and takes it from what comes next.
    """

    EARN = "earn"
    ADJUST = "adjust"
    EVALUATE = "evaluate"
    PENALIZE = "penalize"
    GRANT = "grant"
    CAPTURE = "capture"
    EXPIRE = "expire"
    REVERSE = "reverse"
    SUCCEED = "succeed"
    OPENING = "opening"
    ARREARS = "arrears"


class HoldState(StrEnum):
    """Where a hold stands."""

    PENDING = "pending"
    CAPTURED = "captured"
    VOIDED = "voided"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Posting:
    """What the posting function is asked for; `key` makes a repeat harmless.

    `debit` gives and `credit` receives `amount` > 0; `effective_on` is the day the credits were
    earned, `explanation` how the amount came about. `reverses` names the transfer that is taken
    back; with `arrears` what `debit` lacks becomes arrears instead of a refusal.
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
    reverses: UUID | None = None
    arrears: bool = False


class ExplanationForm(CreditRow, kw_only=True):
    """The words of explanations that say the same, once for all of them; never changed.

    They are a format of PostgreSQL's `format()`; what is put into it stands in each transfer.
    """

    __tablename__ = "explanation_form"

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)


class Transfer(CreditRow, kw_only=True):
    """One movement of credits, never updated, never deleted; mistakes are posted the other way."""

    __tablename__ = "transfer"
    __table_args__ = (Index("ix_transfer_xid", "xid"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    key: Mapped[UUID] = mapped_column(unique=True)
    """The same key with another request is refused; the rest of the row is the request."""
    kind: Mapped[TransferKind] = mapped_column(choice(TransferKind, "kind"))
    debit: Mapped[UUID]
    credit: Mapped[UUID]
    amount: Mapped[int]
    """Above zero. This and the kind are domains, whose CHECKs cost a statement least."""
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    source_type: Mapped[str]
    source_id: Mapped[UUID]
    policy_id: Mapped[UUID | None]
    form_id: Mapped[int] = mapped_column(Integer)
    told: Mapped[str] = mapped_column()
    """What the transfer puts into the form of its explanation: JSON values, one on a line."""
    actor_id: Mapped[UUID]
    reverses: Mapped[UUID | None] = mapped_column(default=None)
    xid: Mapped[int] = mapped_column(server_default=text("pg_current_xact_id()::text::bigint"))
    """The transaction that wrote it: checkpoints seal transfers by ranges of transactions."""
    explanation: Mapped[dict[str, Any]] = column_property(
        cast(func.ledger_explanation(form_id, told), JSONB)
    )
    """How its amount came about: the form, filled in."""


class Reversal(CreditRow, kw_only=True):
    """How much of a transfer was taken back so far; never more than it moved."""

    __tablename__ = "reversal"
    __table_args__ = (CheckConstraint("reversed > 0 AND reversed <= original", name="reversed"),)

    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfer.id"), primary_key=True)
    reversed: Mapped[int]
    original: Mapped[int]


class Hold(CreditRow, kw_only=True):
    """Credits reserved for something; only the hold functions write it.

    It ends once: captured (`captured` credits moved), voided, or expired.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("captured BETWEEN 0 AND amount", name="captured"),
        Index("ix_hold_pending", "account_id", postgresql_where="state = 'pending'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    key: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[int]
    captured: Mapped[int]
    state: Mapped[HoldState] = mapped_column(choice(HoldState, "state"))
    expires_at: Mapped[datetime]
    source_type: Mapped[str]
    source_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class Entry(CreditRow, kw_only=True):
    """One side of a transfer on one account.

    A holder's entries are numbered without a gap, carry the balance after them, and are chained:
    `hash = SHA-256(hash before ‖ account|seq|transfer|amount|balance|day)`. A system account's
    entries have neither, so that nobody ever waits for it; its balance is their sum.
    """

    __tablename__ = "entry"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID]
    amount: Mapped[int]
    """Signed: negative where credits leave the account."""
    balance_after: Mapped[int | None]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    hash: Mapped[bytes | None]
