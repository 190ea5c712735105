"""What a menu item may cost."""

from enum import StrEnum


class Fee(StrEnum):
    """Who pays: nobody, partly the public, or the resident up to a cap."""

    FREE = "free"
    SUBSIDIZED = "subsidized"
    CAPPED = "capped"


def cap_fits(fee: Fee, price_cap_fen: int | None) -> bool:
    """Whether the cap says what the kind of fee needs: none when free, a positive one otherwise."""
    if fee is Fee.FREE:
        return price_cap_fen in (None, 0)
    return price_cap_fen is not None and price_cap_fen > 0
