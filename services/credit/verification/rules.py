"""What must hold of a transfer, an entry and a checkpoint; each answers what is wrong, or None."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from services.credit.checkpoint.rules import (
    GENESIS,
    joined,
    leaf_hash,
    leaf_text,
    root_of,
)

Columns = Mapping[str, Any]
"""A row of a table, by its columns."""

CHECKPOINT_FIELDS = (
    "number",
    "xid_from",
    "xid_upto",
    "size",
    "tree_size",
    "root",
    "previous",
    "signed_at",
    "key_id",
)


@dataclass(frozen=True)
class Fault:
    """The first wrong row, and what is wrong with it."""

    row: str
    """Its table and its key, such as `entry 0195…/3`."""
    what: str


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


def wrong_block(
    made: Columns,
    block: Sequence[Columns],
    before: Columns | None,
    signed: Callable[[bytes, bytes], bool] | None,
) -> str | None:
    """A checkpoint must follow the one before, seal exactly its block, and be signed."""
    expected = {
        "number": before["number"] + 1 if before else 1,
        "xid_from": before["xid_upto"] if before else 0,
        "previous": before["hash"] if before else GENESIS,
        "tree_size": made["size"] + (before["tree_size"] if before else 0),
    }
    for name, value in expected.items():
        if made[name] != value:
            return f"its {name} does not follow from the checkpoint before"
    if made["hash"] != sha256(joined(*(made[name] for name in CHECKPOINT_FIELDS))).digest():
        return "its hash does not follow from it"
    if signed is None or not signed(made["hash"], made["signature"]):
        return "its signature is not that of its key"
    if made["size"] != len(block):
        return f"it sealed {made['size']} transfers, {len(block)} are there"
    if made["root"] != root_of([leaf_hash(leaf_text(one)) for one in block]):
        return f"its {len(block)} transfers are not those that were sealed"
    return None
