"""What must hold of an entry; answers what is wrong, or None."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.merkle import GENESIS, joined

Columns = Mapping[str, Any]
"""A row of a table, by its columns."""


@dataclass(frozen=True)
class Mark:
    """How far an account's chain was followed."""

    account_id: Any = None
    seq: int = 0
    balance: int = 0
    head: bytes = GENESIS


def wrong_entry(entry: Columns, before: Mark) -> str | None:
    """It must be one side of its transfer and, on a holder's account, follow the one before."""
    if entry["moved"] is None:
        return "its transfer does not exist"
    sides = {entry["debit"]: -entry["moved"], entry["credit"]: entry["moved"]}
    if sides.get(entry["account_id"]) != entry["amount"]:
        return "it is not a side of its transfer"
    dated = (entry["effective_on"], entry["recorded_at"])
    if dated != (entry["transfer_effective_on"], entry["transfer_recorded_at"]):
        return "its times are not its transfer's"
    if entry["account_kind"] == "holder":
        return _wrong_link(entry, before)
    plain = entry["hash"] is None and entry["balance_after"] is None
    return None if plain else "it must not be chained"


def _wrong_link(entry: Columns, before: Mark) -> str | None:
    if entry["seq"] != before.seq + 1:
        return f"it does not follow entry {before.seq}"
    if entry["balance_after"] != before.balance + entry["amount"]:
        return f"it does not lead from {before.balance} to {entry['balance_after']}"
    if entry["hash"] != chained(entry, before.head):
        return "its hash does not follow from it and the hash before"
    return None


def chained(entry: Columns, head: bytes) -> bytes:
    """The hash of an entry, from its columns and the hash before."""
    fields = ("account_id", "seq", "transfer_id", "amount", "balance_after", "effective_on")
    return sha256(head + joined(*(entry[name] for name in fields))).digest()
