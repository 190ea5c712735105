"""Bids as the API takes and shows them."""

from base64 import b64decode
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from services.procurement.bid.rules import BLOCK_BYTES, BLOCKS_MAX, OVERHEAD_BYTES
from services.procurement.bid.states import (
    BidAction,
    BidState,
    Exclusion,
    LowPrice,
    Part,
    ReceiptKind,
)
from services.procurement.notice.schemas import Hex
from shared.money import Money
from shared.schemas import Input, View
from shared.wording import Formed

SEALED_MAX = 4 * ((max(BLOCKS_MAX.values()) * BLOCK_BYTES + OVERHEAD_BYTES + 2) // 3)

Sealed = Annotated[
    str,
    Field(max_length=SEALED_MAX),
    Formed(
        "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        "应为密文的 Base64 编码",
        "must be the ciphertext in Base64",
    ),
]


class SealedParts(Input):
    """The three parts, each sealed for itself to the tender's key (HPKE, `hpke-x25519-v1`)."""

    qualification: Sealed
    technical: Sealed
    price: Sealed

    @property
    def raw(self) -> dict[Part, bytes]:
        """The ciphertexts."""
        return {part: b64decode(getattr(self, part)) for part in Part}


class Replacement(Input):
    """Another bid of the same organization, sealed for its attempt."""

    attempt: Annotated[int, Field(ge=1, le=1_000, strict=True)]
    parts: SealedParts


class BidSubmission(Replacement):
    """A sealed bid of an organization."""

    organization_id: UUID


class ReceiptView(View):
    """What came in; `signature` (Ed25519) is of `record` as canonical JSON (RFC 8785)."""

    editable: ClassVar[bool] = False

    id: UUID
    bid_id: UUID
    kind: ReceiptKind
    record: dict[str, Any]
    hash: str
    public_key: Hex
    signature: Hex


class BidView(View):
    """A bid; before the opening only its own organization sees that there is one."""

    id: UUID
    version: int
    process_id: UUID
    organization_id: UUID
    attempt: int
    received_at: datetime
    opened_at: datetime | None
    offer: Money | None
    exclusion: Exclusion | None
    exclusion_reason: str | None
    low_price: list[LowPrice]
    """By what the price is abnormally low; it is explained by `explain_by`."""
    explain_by: datetime | None
    explanation: str | None
    price_accepted_because: str | None
    awarded_at: datetime | None
    state: BidState
    actions: list[BidAction]


class BidAnswer(BidView):
    """A bid, and the receipt to keep."""

    receipt: ReceiptView


class ContentsView(View):
    """What was in a bid."""

    qualification: dict[str, Any]
    technical: dict[str, Any]
    unit_prices: dict[UUID, Money]
