"""The only maker of identifiers and secrets."""

import secrets
from hashlib import sha256
from uuid import UUID

from uuid_utils.compat import uuid5, uuid7

CODE_DIGITS = 6
"""Length of a code a resident reads out, such as a completion code."""

SECRET_BYTES = 32
"""Entropy of a secret handed to a client or kept in a refresh token."""


def new() -> UUID:
    """A time-ordered identifier (UUIDv7)."""
    return uuid7()


def derived(space: UUID, name: str) -> UUID:
    """The same identifier for the same name, so a repeat is recognised (UUIDv5)."""
    return uuid5(space, name)


def secret() -> str:
    """A random secret, safe in URLs."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """What is kept of a secret: 256 random bits need no slow hash (RELIABILITY §5.1)."""
    return sha256(secret.encode()).digest()


def code() -> str:
    """A random decimal code that a person can read out."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def below(limit: int) -> int:
    """A random number from 0 up to a limit, which it does not reach."""
    return secrets.randbelow(limit)
