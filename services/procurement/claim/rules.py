"""What an organization may claim, in numbers and in fen."""

from services.procurement.claim.errors import MustCompete, TooManyClaims, YearlyLimitReached
from services.procurement.fund.rules import yuan

ELIGIBLE_TIERS = ("registered", "filed")
"""Groups that are only managed by a street or community have no accounts to be paid on."""


def check_size(value_fen: int, *, limit_fen: int) -> None:
    """Up to the limit a project may be claimed; above it organizations must compete."""
    if value_fen > limit_fen:
        raise MustCompete(value=yuan(value_fen), limit=yuan(limit_fen))


def check_load(*, active: int, limit: int) -> None:
    """One more claim must still be within the limit."""
    if active >= limit:
        raise TooManyClaims(active=active, limit=limit)


def check_year(*, claimed_fen: int, value_fen: int, limit_fen: int) -> None:
    """The year's claims together with this one stay within the limit."""
    if claimed_fen + value_fen > limit_fen:
        claimed, limit = yuan(claimed_fen), yuan(limit_fen)
        raise YearlyLimitReached(claimed=claimed, value=yuan(value_fen), limit=limit)


def eligible(*, state: str, tier: str) -> bool:
    """Whether an organization, as the registry tells of it, may claim at all."""
    return state == "active" and tier in ELIGIBLE_TIERS
