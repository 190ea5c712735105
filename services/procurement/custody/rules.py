"""Shamir's secret sharing: any k of n shares give the secret, fewer tell nothing of it.

The secret is the constant of a polynomial of degree k-1 over a prime field; a share is its value
at 1, 2, … n. The other coefficients must be random.
"""

from collections.abc import Mapping, Sequence

PRIME = 2**521 - 1
"""Above every secret of 256 bits."""
SHARE_BYTES = 66


def split(secret: bytes, coefficients: Sequence[int], *, shares: int) -> list[bytes]:
    """The shares of a secret, the first for 1; of these coefficients and one more restore it."""
    assert all(0 <= one < PRIME for one in coefficients)
    assert len(coefficients) < shares
    polynomial = [int.from_bytes(secret), *coefficients]
    return [_at(point, polynomial).to_bytes(SHARE_BYTES) for point in range(1, shares + 1)]


def combine(shares: Mapping[int, bytes], *, size: int) -> bytes | None:
    """The secret of `size` bytes behind enough shares, by their points; None if there is none."""
    total = 0
    for point, share in shares.items():
        above, below = 1, 1
        for other in shares:
            if other != point:
                above = above * other % PRIME
                below = below * (other - point) % PRIME
        total += int.from_bytes(share) * above * pow(below, -1, PRIME)
    secret = total % PRIME
    return secret.to_bytes(size) if secret < 1 << 8 * size else None


def _at(point: int, polynomial: Sequence[int]) -> int:
    value = 0
    for coefficient in reversed(polynomial):
        value = (value * point + coefficient) % PRIME
    return value
