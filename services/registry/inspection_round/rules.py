"""A draw that nobody can steer and everybody can repeat (spec/registry.md §2.10).

The platform commits itself to a secret when the lists are fixed; then another officer adds a word,
and the secret is revealed. Neither could know the other's part beforehand.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256

INSPECTORS_EACH = 2
"""So many go to every body."""
WHOLE = 10_000
"""All of them, in basis points."""


def hashed(*parts: str) -> str:
    """SHA-256 of the parts with a bar between them, in hex."""
    return sha256("|".join(parts).encode()).hexdigest()


def fingerprint(bodies: Iterable[str], inspectors: Iterable[str]) -> str:
    """What both lists are known by: each sorted, an id a line, and a blank line between them."""
    lists = ["\n".join(sorted(one)) for one in (bodies, inspectors)]
    return sha256("\n\n".join(lists).encode()).hexdigest()


def drawn_size(candidates: int, share_bp: int) -> int:
    """How many bodies are drawn: the share, rounded up, and one at least."""
    assert candidates > 0
    return max(1, -(-candidates * share_bp // WHOLE))


def in_order(ids: Iterable[str], *seed: str) -> list[str]:
    """The order of the draw: by SHA-256(seed | id)."""
    return sorted(ids, key=lambda one: (hashed(*seed, one), one))


def sent(body: str, inspectors: Iterable[str], *, seed: str, tied: Collection[str]) -> list[str]:
    """Who goes to a body: of those without ties to it the first by SHA-256(seed | body | id)."""
    able = [one for one in inspectors if one not in tied]
    return in_order(able, seed, body)[:INSPECTORS_EACH]
