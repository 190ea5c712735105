"""Which list counts (spec/credit.md §5, spec/registry.md §2.9)."""

from collections.abc import Collection

from services.credit.account.states import CreditList


def gravest(lists: Collection[CreditList]) -> CreditList | None:
    """The list that decides, of those an organization is on."""
    return max(lists, key=[*CreditList].index, default=None)
