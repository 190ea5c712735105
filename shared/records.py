"""The fingerprint of a record, by which anyone can recompute a chain of provenance."""

from hashlib import sha256
from typing import Any

import rfc8785


def fingerprint(record: dict[str, Any]) -> str:
    """SHA-256, in hex, of the record as canonical JSON (RFC 8785).

    Takes what JSON carries: ids, dates and times as text, integers within 2^53.
    """
    return sha256(rfc8785.dumps(record)).hexdigest()
