"""The bytes that are hashed of a transfer. docs/credit/checkpoint.md says them too.

Whoever changes these changes every hash that was ever published.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from shared.merkle import joined

SHOWN_FIELDS = (
    "kind",
    "debit",
    "credit",
    "amount",
    "effective_on",
    "recorded_at",
    "source_type",
    "source_id",
    "policy_id",
    "xid",
)
"""What a leaf says of a transfer in clear, besides its id and key; digests hold the rest."""


def leaf_text(transfer: Mapping[str, Any]) -> bytes:
    """What a transfer puts into the tree; the sealer lets the database make the same.

    Who posted it and why are there as a digest only, for a reason may name a person; the actor's
    random id keeps the digest from being guessed.
    """
    private = sha256(joined(transfer["actor_id"], transfer["explanation"])).digest()
    shown = (transfer[name] for name in SHOWN_FIELDS)
    return joined(transfer["id"], transfer["key"], _request_hash(transfer), *shown, private)


def _request_hash(transfer: Mapping[str, Any]) -> bytes:
    """What it reverses comes last, and only where it reverses something."""
    fields = (one for one in SHOWN_FIELDS if one not in ("recorded_at", "xid"))
    reversed_one = () if transfer["reverses"] is None else (transfer["reverses"],)
    said = (*(transfer[name] for name in fields), transfer["explanation"], *reversed_one)
    return sha256(joined(*said)).digest()
