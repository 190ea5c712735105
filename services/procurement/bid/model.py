"""The bid, and the receipts of all that came in for a tender, in one chain."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.bid.errors import WrongAttempt
from services.procurement.bid.rules import check_sealed
from services.procurement.bid.states import (
    BID,
    BidAction,
    BidState,
    Exclusion,
    Part,
    ReceiptKind,
)
from services.procurement.entity import ProcurementEntity
from shared.money import Money
from shared.orm import choice


class Bid(ProcurementEntity, kw_only=True):
    """One organization's bid; before the opening there are ciphertexts in it and nothing else."""

    __tablename__ = "bid"
    __table_args__ = (
        UniqueConstraint("process_id", "organization_id"),
        Index("ix_bid_organization_id_id", "organization_id", "id"),
        Index("ix_bid_region_id_id", "region_id", "id"),
    )

    process_id: Mapped[UUID] = mapped_column(ForeignKey("process.id"))
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    submitted_by: Mapped[UUID]
    attempt: Mapped[int] = mapped_column(default=1)
    """What came last counts; each attempt is sealed for itself."""
    qualification: Mapped[bytes | None]
    technical: Mapped[bytes | None]
    price: Mapped[bytes | None]
    received_at: Mapped[datetime]
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    contents: Mapped[bytes | None] = mapped_column(default=None)
    """Qualification and technical part as JSON, sealed by the vault: people are named in them."""
    unit_prices: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """In fen, by the id of the service item."""
    price_fen: Mapped[int | None] = mapped_column(default=None)
    exclusion: Mapped[Exclusion | None] = mapped_column(
        choice(Exclusion, "exclusion"), default=None
    )
    exclusion_reason: Mapped[str | None] = mapped_column(default=None)
    low_price: Mapped[list[Any]] = mapped_column(default_factory=list)
    """By what its price is abnormally low: words of `LowPrice`."""
    explain_by: Mapped[datetime | None] = mapped_column(default=None)
    explanation: Mapped[str | None] = mapped_column(default=None)
    price_accepted_because: Mapped[str | None] = mapped_column(default=None)
    awarded_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[BidState] = mapped_column(choice(BidState, "state"), default=BID.initial)

    @property
    def actions(self) -> list[BidAction]:
        """What the table allows next."""
        return BID.allowed(self.state)

    @property
    def offer(self) -> Money | None:
        """What all items cost together, once it was read out."""
        return None if self.price_fen is None else Money.of_fen(self.price_fen)

    @property
    def parts(self) -> dict[Part, bytes]:
        """The ciphertexts."""
        found = {part: getattr(self, part) for part in Part}
        return {part: sealed for part, sealed in found.items() if sealed is not None}

    def context(self, part: Part) -> dict[str, Any]:
        """What a part is sealed for: for nobody else's bid, and for no other attempt."""
        return {
            "process": str(self.process_id),
            "bidder_org": str(self.organization_id),
            "part": part.value,
            "attempt": self.attempt,
        }

    def replace(self, attempt: int, parts: dict[Part, bytes], *, by: UUID, at: datetime) -> None:
        """Take other parts in place of what came before."""
        self.move(BidAction.REPLACE)
        if attempt != self.attempt + 1:
            raise WrongAttempt(expected=self.attempt + 1)
        check_sealed(parts)
        self.attempt, self.submitted_by, self.received_at = attempt, by, at
        for part, sealed in parts.items():
            setattr(self, part, sealed)

    def withdraw(self) -> None:
        """Take it back; nothing of it is kept."""
        self.move(BidAction.WITHDRAW)
        self.qualification = self.technical = self.price = None

    def read(self, contents: bytes, prices: dict[str, int], total: int, *, at: datetime) -> None:
        """It is open, and read out."""
        self.move(BidAction.OPEN)
        self.contents, self.unit_prices, self.price_fen = contents, prices, total
        self.opened_at = at

    def exclude(self, why: Exclusion, *, at: datetime, reason: str | None = None) -> None:
        """It does not count."""
        self.move(BidAction.EXCLUDE)
        self.exclusion, self.exclusion_reason = why, reason
        self.opened_at = self.opened_at or at

    def qualify(self) -> None:
        """Its bidder can show what the documents ask for."""
        self.move(BidAction.QUALIFY)

    def move(self, action: BidAction) -> None:
        """Take the next step that the table allows."""
        self.state = BID.after(self.state, action)


class BidReceipt(ProcurementEntity, kw_only=True):
    """What came in, signed; it holds the hash of the receipt before. Never changed."""

    __tablename__ = "bid_receipt"
    __table_args__ = (
        UniqueConstraint("process_id", "seq"),
        Index("ix_bid_receipt_bid_id_id", "bid_id", "id"),
    )

    process_id: Mapped[UUID]
    seq: Mapped[int]
    """Shown to nobody: it would tell how many came before."""
    bid_id: Mapped[UUID]
    kind: Mapped[ReceiptKind] = mapped_column(choice(ReceiptKind, "kind"))
    record: Mapped[dict[str, Any]]
    hash: Mapped[str]
    """SHA-256 of `record` as canonical JSON."""
    public_key: Mapped[bytes]
    signature: Mapped[bytes]

    def tells_of(self, bid: Bid) -> bool:
        """Whether what is stored of a bid is what was received last."""
        told = {one["part"]: one["sha256"] for one in self.record["parts"]}
        return told == {part: sha256(sealed).hexdigest() for part, sealed in bid.parts.items()}
