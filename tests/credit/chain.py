"""An outsider's recomputation of an account's chain; shares no code with the service.

`lines` are a statement's entries as the API gives them, oldest first.
"""

import hashlib
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
