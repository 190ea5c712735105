"""A fund and its entries. The row carries the balances, the entries say how they came about."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity, ProcurementRow
from services.procurement.fund.errors import (
    FundUnusable,
    InsufficientFunds,
    OverCommitment,
    StillHeld,
)
from services.procurement.fund.rules import (
    EFFECTS,
    GRANTING,
    NEEDS_UNFROZEN,
    NEEDS_USABLE,
    Balances,
    in_validity,
    moved,
    yuan,
)
from services.procurement.fund.states import FUND, OVER, EntryKind, FundAction, FundKind, FundState
from shared import ids
from shared.clock import day_of
from shared.money import Money
from shared.orm import choice
from shared.records import fingerprint

BUCKETS = tuple(asdict(Balances()))


class FundEntry(ProcurementRow, kw_only=True):
    """One movement of money, never updated, never deleted; mistakes are posted the other way.

    A fund's entries are numbered without a gap and chained: `hash` is the fingerprint of
    `contents`, which hold the hash before.
    """

    __tablename__ = "fund_entry"
    __table_args__ = (
        CheckConstraint("amount_fen > 0 OR (kind = 'adjust' AND amount_fen < 0)", name="amount"),
        UniqueConstraint("fund_id", "seq"),
        UniqueConstraint("key", "fund_id", "kind"),
        Index("ix_fund_entry_ref", "ref"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=ids.new)
    fund_id: Mapped[UUID] = mapped_column(ForeignKey("fund.id"))
    seq: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    amount_fen: Mapped[int]
    ref: Mapped[UUID | None]
    """The project of a reservation, else the contract; none for movements of the fund itself."""
    key: Mapped[UUID]
    """A repeat with the same key changes nothing."""
    note: Mapped[str | None]
    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    prev_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(default="")

    @property
    def amount(self) -> Money:
        """How much moved."""
        return Money.of_fen(abs(self.amount_fen))

    @property
    def decrease(self) -> bool:
        """Whether an adjustment took away."""
        return self.amount_fen < 0

    @property
    def contents(self) -> dict[str, Any]:
        """What the hash is made of."""
        return {
            "fund_id": str(self.fund_id),
            "seq": self.seq,
            "kind": self.kind.value,
            "amount_fen": self.amount_fen,
            "ref": None if self.ref is None else str(self.ref),
            "key": str(self.key),
            "note": self.note,
            "at": self.at.astimezone(UTC).isoformat(),
            "actor_id": str(self.actor_id),
            "prev_hash": self.prev_hash,
        }


class Fund(ProcurementEntity, kw_only=True):
    """Money of one origin and one year, perhaps bound to purposes; amounts in fen."""

    __tablename__ = "fund"
    __table_args__ = (
        CheckConstraint(
            "appropriated + adjusted = available + reserved + committed + paid - refunded + lapsed",
            name="balanced",
        ),
        CheckConstraint(
            "appropriated >= 0 AND available >= 0 AND reserved >= 0 AND committed >= 0"
            " AND lapsed >= 0 AND refunded BETWEEN 0 AND paid",
            name="overdrawn",
        ),
        CheckConstraint("valid_to >= valid_from", name="validity"),
        Index("ix_fund_region_id_id", "region_id", "id"),
    )

    region_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[FundKind] = mapped_column(choice(FundKind, "kind"))
    owner_organization_id: Mapped[UUID | None]
    fiscal_year: Mapped[int]
    purposes: Mapped[list[Any]]
    """Empty: not bound."""
    donor_intent: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    """The last day on which something new may be begun with it."""
    appropriated: Mapped[int] = mapped_column(default=0)
    adjusted: Mapped[int] = mapped_column(default=0)
    available: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    committed: Mapped[int] = mapped_column(default=0)
    paid: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    lapsed: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0)
    """How many entries there are; the number of the last one."""
    head: Mapped[str] = mapped_column(default="")
    """The hash of the last entry."""
    state: Mapped[FundState] = mapped_column(choice(FundState, "state"), default=FUND.initial)

    @property
    def balances(self) -> Balances:
        """Where the money stands."""
        return Balances(**{name: getattr(self, name) for name in BUCKETS})

    @property
    def balance(self) -> dict[str, Any]:
        """The same as money, with the proof of it."""
        shown = {name: Money.of_fen(getattr(self, name)) for name in BUCKETS[2:]}
        granted = Money.of_fen(self.appropriated + self.adjusted)
        return {"granted": granted, "entries": self.entries, "head": self.head, **shown}

    @property
    def actions(self) -> list[FundAction]:
        """What the table allows next."""
        return FUND.allowed(self.state)

    def move(self, action: FundAction) -> None:
        """Open, freeze, thaw, lapse or close the fund."""
        if action is FundAction.CLOSE and (self.reserved or self.committed):
            raise StillHeld(reserved=yuan(self.reserved), committed=yuan(self.committed))
        self.state = FUND.after(self.state, action)

    def post(self, kind: EntryKind, amount_fen: int, **told: Any) -> FundEntry:
        """Move money and say why; `told` is ref, key, note, at and actor_id of the entry."""
        self.must_allow(kind, at=told["at"], takes=amount_fen < 0)
        after = moved(self.balances, kind, amount_fen)
        if not after.sound:
            raise self._short(kind, amount_fen)
        for name in BUCKETS:
            setattr(self, name, getattr(after, name))
        self.entries += 1
        told |= {"fund_id": self.id, "seq": self.entries, "prev_hash": self.head}
        entry = FundEntry(kind=kind, amount_fen=amount_fen, **told)
        self.head = entry.hash = fingerprint(entry.contents)
        return entry

    def must_allow(self, kind: EntryKind, *, at: datetime, takes: bool = False) -> None:
        """Refuse what state or validity forbid; an adjustment that lessens the fund `takes`."""
        valid = {"valid_from": self.valid_from, "valid_to": self.valid_to}
        usable = self.state is FundState.OPEN and in_validity(day_of(at), **valid)
        frozen = self.state is FundState.FROZEN
        over = self.state in OVER and kind in GRANTING
        stopped = frozen and (takes or kind in NEEDS_UNFROZEN)
        if over or stopped or (kind in NEEDS_USABLE and not usable):
            raise FundUnusable(fund_id=self.id, state=self.state, **valid)

    def _short(self, kind: EntryKind, amount_fen: int) -> InsufficientFunds | OverCommitment:
        taken_from = next((name for name, sign in EFFECTS[kind].items() if sign < 0), "paid")
        if taken_from == "available" or kind is EntryKind.ADJUST:
            return InsufficientFunds(shortfalls=[self.shortfall(abs(amount_fen))])
        held = self.paid - self.refunded if taken_from == "paid" else getattr(self, taken_from)
        return OverCommitment(held_as=taken_from, requested=yuan(amount_fen), held=yuan(held))

    def shortfall(self, requested_fen: int) -> dict[str, Any]:
        """What is asked of this fund beside what it has, in yuan."""
        return {
            "fund_id": str(self.id),
            "requested": yuan(requested_fen),
            "available": yuan(self.available),
        }
