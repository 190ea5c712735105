"""Public figures as the API shows them."""

from collections.abc import Container, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.credit.policy.rules import BASIS
from services.credit.public.rules import SMALL_CELL, explained, shown
from shared.pages import PAGE_SIZE, PAGE_SIZE_MAX
from shared.schemas import Input, Text, View
from shared.wording import Formed

PERIOD = "^2[0-9]{3}(-(0[1-9]|1[0-2]))?$"


class LeaderboardRequest(Input):
    """Whose figures, and of when."""

    region: Annotated[UUID | None, Field(description="A region; its subtree is meant")] = None
    category: Annotated[Text | None, Field(max_length=40, description="A legal type")] = None
    period: Annotated[
        str | None,
        Field(description="A year, or a month"),
        Formed(
            PERIOD,
            "应为年份或月份，例如 2026、2026-03",
            "must be a year or a month: 2026 or 2026-03",
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_SIZE_MAX)] = PAGE_SIZE


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
    def of(cls, rows: Sequence[Any], *, since: date, until: date) -> "LeaderboardView":
        """The organizations as they were found, and how many were left out."""
        items = []
        for row in rows:
            if row.id is not None:
                zh, en = explained(row.earned, row.postings, since=since, until=until)
                named = {"organization_id": row.id, "name": row.name, "tier": row.tier}
                items.append(LeaderView(**named, earned=row.earned, zh=zh, en=en))
        return cls(since=since, until=until, items=items, withheld=rows[0].withheld)


class ShareView(View):
    """How much went to young organizations; null where they are few or would tell a few.

    `share` is in basis points of those whose organization's age is known, rounded down.
    """

    total: int | None
    young: int | None
    unknown: int | None
    share: int | None

    @classmethod
    def of(cls, row: Any, *, withheld: bool) -> "ShareView":
        """The counts of a period, and the share they make."""
        if withheld or row.total < SMALL_CELL:
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
    """One month; null where a figure rests on too few postings, or would tell one that does."""

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
    def of(
        cls, rows: Sequence[Any], *, untold: Container[str], since: date, until: date
    ) -> "TotalsView":
        """The months that have any; withheld are small cells, and those that would tell others'."""
        found = []
        for row in rows:
            rests = 0 if row.month in untold else row.postings
            month = {
                "earned": shown(int(row.earned), rests),
                "postings": shown(row.postings, rests),
                "organizations": shown(row.organizations, rests),
            }
            found.append(MonthView(month=row.month, **month))
        return cls(since=since, until=until, months=found)
