"""A draw that nobody can steer and everybody can repeat (spec/procurement.md §2.5).

The platform commits itself to a secret when it freezes the pool; then the buyer's side adds a word
of its own, and the secret is revealed. Neither could know the other's part beforehand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

SHARE_DIVISOR = 10
"""At least one log in ten …"""

SAMPLE_MIN = 30
"""… and at least so many of a period, or all there are."""

K = TypeVar("K", bound=tuple[str, str])


@dataclass(frozen=True)
class Candidate:
    """A log of the pool."""

    log_id: UUID
    item_id: str
    worker_id: str
    """Who led the service."""
    hash: str


def commitment(secret: str) -> str:
    """What is published of the secret before the draw."""
    return sha256(secret.encode()).hexdigest()


def pool_hash(pool: Iterable[Candidate]) -> str:
    """A fingerprint of what is drawn from: the logs' hashes, sorted, a line each."""
    return sha256("\n".join(sorted(one.hash for one in pool)).encode()).hexdigest()


def seed(secret: str, word: str, pool: str) -> str:
    """Both sides' parts and the pool, in one."""
    return sha256(f"{secret}|{word}|{pool}".encode()).hexdigest()


def sample_size(pool: int) -> int:
    """How many of a pool are checked at least: a tenth rounded up, and thirty, if there are."""
    return min(pool, max(-(-pool // SHARE_DIVISOR), SAMPLE_MIN))


def shares(sizes: Mapping[K, int], total: int) -> dict[K, int]:
    """How many are drawn from each stratum: one, and of the rest its share by largest remainder."""
    given = dict.fromkeys(sizes, 1)
    left = max(0, total - len(sizes))
    rest = {key: size - 1 for key, size in sizes.items()}
    whole = sum(rest.values())
    if left == 0 or whole == 0:
        return given
    for key, size in rest.items():
        given[key] += left * size // whole
    missing = max(total, len(sizes)) - sum(given.values())
    by_remainder = sorted(rest, key=lambda key: (-(left * rest[key] % whole), key))
    for key in by_remainder[:missing]:
        given[key] += 1
    return given


def draw(pool: Iterable[Candidate], seed: str) -> set[UUID]:
    """The logs to be checked: of every item and worker, the first in the order of the seed."""
    strata: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for one in pool:
        strata[one.item_id, one.worker_id].append(one)
    sizes = {key: len(found) for key, found in strata.items()}
    taken = shares(sizes, sample_size(sum(sizes.values())))
    return {
        one.log_id
        for key, found in strata.items()
        for one in sorted(found, key=lambda one: _rank(seed, one.log_id))[: taken[key]]
    }


def _rank(seed: str, log_id: UUID) -> str:
    return sha256(f"{seed}|{log_id}".encode()).hexdigest()
