"""Passwords: hashed slowly on purpose, and never more than a few at once.

Argon2id with t=2, m=19 MiB, p=1 (OWASP's first choice; about 70 ms). Each hash takes its memory,
so the number at work is bounded, and so is the number that waits: beyond it the caller is told
to come back, instead of a queue that grows until memory ends.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from shared.edge_errors import OVERLOADED

PASSWORD_BYTES_MAX = 256
HASHES_AT_ONCE = 2
HASHES_WAITING_MAX = 32

_T = TypeVar("_T")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$7zXtXikpHRRTo4//ZskuAw$RaQSwx1t2ruvOXBA4wTIfeeBu8qPzieYvA1rXjWBwH8"
)
"""A hash in the same shape as every other, which no password matches."""


_turns = asyncio.Semaphore(HASHES_AT_ONCE)
_places = asyncio.Semaphore(HASHES_AT_ONCE + HASHES_WAITING_MAX)


async def hashed(password: str) -> str:
    """The hash to store, parameters and salt included."""
    given = _normalized(password)
    assert len(given) <= PASSWORD_BYTES_MAX
    return await _in_turn(lambda: _HASHER.hash(given))


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; the same work is done when nothing is stored."""
    given = _normalized(password)
    if len(given) > PASSWORD_BYTES_MAX:
        given, stored = b"", None
    return await _in_turn(lambda: _compare(given, stored or _NOBODY))


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


async def _in_turn(work: Callable[[], _T]) -> _T:
    if _places.locked():
        raise OVERLOADED.problem()
    async with _places, _turns:
        return await asyncio.to_thread(work)


def _normalized(password: str) -> bytes:
    """NFKC, so that one password typed on two keyboards is one password."""
    return unicodedata.normalize("NFKC", password).encode()


def _compare(password: bytes, stored: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
