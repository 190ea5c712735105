"""Who is asked."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID


def chosen(evaluation_id: UUID, beneficiaries: Iterable[str], count: int) -> list[str]:
    """Whom to ask: in an order that nobody chose and everybody can repeat.

    The order is that of SHA-256(evaluation id | beneficiary's token).
    """

    def rank(token: str) -> str:
        return sha256(f"{evaluation_id}|{token}".encode()).hexdigest()

    return sorted(beneficiaries, key=rank)[:count]
