"""What a sealed part looks like from outside, and what a price says inside."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from services.procurement.bid.errors import NotSealed
from services.procurement.bid.states import Part
from shared.canonical import canonical
from shared.money import AMOUNT

BLOCK_BYTES, OVERHEAD_BYTES = 4_096, 48
"""A text is filled to whole blocks before it is sealed, so that its length tells little."""
BLOCKS_MAX = {Part.QUALIFICATION: 3, Part.TECHNICAL: 6, Part.PRICE: 1}
PRICE_FEN_MAX = 10**15


def check_sealed(parts: Mapping[Part, bytes]) -> None:
    """Refuse what cannot be a sealed part."""
    for part, sealed in parts.items():
        blocks, rest = divmod(len(sealed) - OVERHEAD_BYTES, BLOCK_BYTES)
        if rest or not 1 <= blocks <= BLOCKS_MAX[part]:
            raise NotSealed(f"/parts/{part}")


def digests_of(parts: Mapping[Part, bytes]) -> list[dict[str, Any]]:
    """What a receipt says of sealed parts."""
    return [
        {"part": part.value, "sha256": sha256(parts[part]).hexdigest(), "size": len(parts[part])}
        for part in parts
    ]


def hash_of(record: Mapping[str, Any]) -> str:
    """The hash of a receipt, which holds that of the one before."""
    return sha256(canonical(dict(record))).hexdigest()


def follows(records: Sequence[tuple[Mapping[str, Any], str]], *, start: str, root: str) -> bool:
    """Whether records with their hashes are a chain from its start to the root, without a gap."""
    head = start
    for record, stated in records:
        if record["previous"] != head or hash_of(record) != stated:
            return False
        head = stated
    return head == root


def prices_of(told: Any, item_ids: Sequence[str]) -> dict[str, int] | None:
    """Each item's price in fen, where exactly the items are priced, each with some money."""
    prices = told.get("unit_prices") if isinstance(told, dict) else None
    if not isinstance(prices, dict) or sorted(prices) != sorted(item_ids):
        return None
    if not all(isinstance(one, str) and re.fullmatch(AMOUNT, one) for one in prices.values()):
        return None
    fen = {item: int(one.replace(".", "")) for item, one in prices.items()}
    return fen if min(fen.values()) > 0 else None


def total_of(prices: Mapping[str, int], items: Sequence[Mapping[str, Any]]) -> int:
    """What all items cost together at these prices, in fen."""
    return sum(prices[item["id"]] * item["qty"] for item in items)
