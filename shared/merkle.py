"""Merkle trees of RFC 6962, and the bytes that are hashed.

Whoever changes these changes every hash that was ever published.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

GENESIS = bytes(32)
"""What the first link of every chain is chained to."""

LEAF, NODE = b"\x00", b"\x01"
"""Prefixes that keep a leaf from being passed off as a node (RFC 6962 §2.1)."""

_DAY_ZERO = date(2000, 1, 1)
_TIME_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


def plain(value: Any) -> str:
    """A value as it is hashed: days from 2000-01-01, microseconds from 1970, bytes in hex."""
    match value:
        case None:
            return ""
        case bytes():
            return value.hex()
        case datetime():
            return str((value - _TIME_ZERO) // timedelta(microseconds=1))
        case date():
            return str((value - _DAY_ZERO).days)
        case _:
            return str(value)


def joined(*values: Any) -> bytes:
    """Values in their fixed order, `|` between, in UTF-8."""
    return "|".join(map(plain, values)).encode()


def leaf_hash(text: bytes) -> bytes:
    """A leaf of the tree."""
    return sha256(LEAF + text).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; an odd node is promoted, which is the tree of RFC 6962."""
    assert leaves
    return list(_levels(leaves))[-1][0]


def path_to(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root (RFC 6962 §2.1.1)."""
    assert 0 <= index < len(leaves)
    path = []
    for level in _levels(leaves):
        if (index ^ 1) < len(level):
            path.append(level[index ^ 1])
        index //= 2
    return path


def _levels(leaves: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    level = leaves
    while len(level) > 1:
        yield level
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [sha256(NODE + left + right).digest() for left, right in pairs]
        level = [*above, level[-1]] if len(level) % 2 else above
    yield level
