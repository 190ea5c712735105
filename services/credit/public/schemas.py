"""Public figures as the API shows them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.credit.policy.rules import BASIS
from services.credit.public.rules import SMALL_CELL, explained, shown
from shared.schemas import View


class LeaderView(View):
    """A registered organization with its tier, what it earned, and how that came about."""

    organization_id: UUID
    name: str
    tier: int
    earned: int
    zh: str
    en: str


class LeaderboardView(View):
    """The organizations of a period (`until` is not in it), the highest first.

    `withheld` more rest on too few postings to be shown.
    """

    since: date
    until: date
    items: list[LeaderView]
    withheld: int

    @classmethod
    def of(cls, rows: Sequence[Any], *, since: date, until: date, limit: int) -> "LeaderboardView":
        """The first of them, small cells left out."""
        large = [row for row in rows if row.postings >= SMALL_CELL]
        items = []
        for row in large[:limit]:
            earned = int(row.earned)
            zh, en = explained(earned=earned, postings=row.postings, since=since, until=until)
            named = {"organization_id": row.id, "name": row.name, "tier": row.tier}
            items.append(LeaderView(**named, earned=earned, zh=zh, en=en))
        return cls(since=since, until=until, items=items, withheld=len(rows) - len(large))


class ShareView(View):
    """How much went to young organizations; null where there are too few to tell.

    `share` is in basis points of those whose organization's age is known, rounded down.
    """

    total: int | None
    young: int | None
    unknown: int | None
    share: int | None

    @classmethod
    def of(cls, row: Any) -> "ShareView":
        """The counts of a period, and the share they make."""
        if row.total < SMALL_CELL:
            return cls(total=None, young=None, unknown=None, share=None)
        known = row.total - row.unknown
        share = row.young * BASIS // known if known else None
        return cls(total=row.total, young=row.young, unknown=row.unknown, share=share)


class OpennessView(View):
    """Whether a new organization can win: what those founded less than a year before got.

    `orders` are confirmed orders, `contracts` those whose service began; `until` is not in it.
    """

    since: date
    until: date
    orders: ShareView
    contracts: ShareView


class MonthView(View):
    """One month; null where a figure rests on too few postings."""

    month: str
    earned: int | None
    postings: int | None
    organizations: int | None


class TotalsView(View):
    """What was earned month by month, by the day of the service; `until` is not in it."""

    since: date
    until: date
    months: list[MonthView]

    @classmethod
    def of(cls, rows: Sequence[Any], *, since: date, until: date) -> "TotalsView":
        """The months that have any, small cells withheld."""
        found = [
            MonthView(
                month=row.month,
                earned=shown(int(row.earned), row.postings),
                postings=shown(row.postings, row.postings),
                organizations=shown(row.organizations, row.postings),
            )
            for row in rows
        ]
        return cls(since=since, until=until, months=found)
