"""Who is asked, and how a link is recognised."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID


def token_hash(token: str) -> bytes:
    """What is stored of a survey's token; 256 random bits need no slow hash."""
    return sha256(token.encode()).digest()


def chosen(evaluation_id: UUID, beneficiaries: Iterable[str], count: int) -> list[str]:
    """Whom to ask: in an order that nobody chose and everybody can repeat.

    The order is that of SHA-256(evaluation id | beneficiary's token).
    """

    def rank(token: str) -> str:
        return sha256(f"{evaluation_id}|{token}".encode()).hexdigest()

    return sorted(beneficiaries, key=rank)[:count]
