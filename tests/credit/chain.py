"""An outsider's recomputation of chains and proofs; shares no code with the service.

`lines` are a statement's entries as the API gives them, oldest first.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any


def recompute(account_id: str, head: str, lines: list[dict[str, Any]]) -> tuple[int, str]:
    """The balance and the head after these lines; raises at the first one that does not fit."""
    state, balance, seq = bytes.fromhex(head), None, None
    for line in lines:
        day = (date.fromisoformat(line["effective_on"]) - date(2000, 1, 1)).days
        if seq is not None and line["seq"] != seq + 1:
            raise ValueError(f"entry {line['seq']} does not follow {seq}")
        if balance is not None and line["balance_after"] != balance + line["amount"]:
            raise ValueError(f"entry {line['seq']} does not add up")
        text = "|".join(
            str(part)
            for part in (
                account_id,
                line["seq"],
                line["transfer_id"],
                line["amount"],
                line["balance_after"],
                day,
            )
        )
        state = hashlib.sha256(state + text.encode()).digest()
        if state.hex() != line["hash"]:
            raise ValueError(f"entry {line['seq']} breaks the chain")
        seq, balance = line["seq"], line["balance_after"]
    return balance or 0, state.hex()


def climb(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf and its path lead to, in a tree of `size` leaves."""
    found, rest = leaf, iter(path)
    while size > 1:
        if (index ^ 1) < size:
            sibling = next(rest)
            pair = sibling + found if index % 2 else found + sibling
            found = hashlib.sha256(b"\1" + pair).digest()
        index, size = index // 2, (size + 1) // 2
    return found
