"""Passwords that cost nothing: thousands are hashed here, and what one costs is tested apart."""

import pytest
from argon2 import PasswordHasher

from shared import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOBODY = CHEAP.hash("nobody's")


def made_cheap(patch: pytest.MonkeyPatch) -> None:
    """Hash with the least work that Argon2id takes, also where nothing is stored."""
    patch.setattr(passwords, "_HASHER", CHEAP)
    patch.setattr(passwords, "_NOBODY", NOBODY)
