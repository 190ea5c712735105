"""Public figures over HTTP."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.policy.errors import UnknownPolicyPeriod
from services.credit.policy.queries import policy_at
from services.credit.policy.schemas import EarningPolicyView
from services.credit.public import queries
from services.credit.public.queries import path_of
from services.credit.public.rules import (
    MONTHS,
    SMALL_CELL,
    Bar,
    chart,
    months_back,
    period_of,
)
from services.credit.public.schemas import (
    LeaderboardRequest,
    LeaderboardView,
    OpennessView,
    ShareView,
    TotalsView,
)
from services.credit.roll_up.queries import leaders, months
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.web import Begin, Now, Public, problems

router = APIRouter(prefix="/public", tags=["public"])

Region = Annotated[UUID | None, Query(description="A region; its subtree is meant")]


@router.get("/leaderboard", response_model=LeaderboardView, responses=problems(Unknown))
async def read_leaderboard(
    _: Public, begin: Begin, now: Now, asked: Annotated[LeaderboardRequest, Query()]
) -> Response:
    """Registered organizations by what they earned: in the last twelve full months, unless told."""
    since, until = period_of(asked.period, today=day_of(now))
    limits = {"least": SMALL_CELL, "most": asked.limit}
    async with begin() as uow:
        path = await path_of(uow, asked.region)
        rows = await leaders(uow, path, asked.category, since=since, until=until, **limits)
        view = LeaderboardView.of(rows, since=since, until=until)
        return await uow.answer(200, LeaderboardView, view)


@router.get("/totals", response_model=TotalsView, responses=problems(Unknown))
async def read_totals(_: Public, begin: Begin, now: Now, region: Region = None) -> Response:
    """What was earned in each of the last twelve months, this one included."""
    async with begin() as uow:
        view = await _totals(uow, region, today=day_of(now))
        return await uow.answer(200, TotalsView, view)


@router.get(
    "/totals.svg",
    response_class=Response,
    responses=problems(Unknown) | {200: {"content": {"image/svg+xml": {}}}},
)
async def draw_totals(_: Public, begin: Begin, now: Now, region: Region = None) -> Response:
    """The same as a chart."""
    async with begin() as uow:
        view = await _totals(uow, region, today=day_of(now))
    drawn = chart("各月入账积分", [Bar(one.month, one.earned) for one in view.months])
    return Response(drawn, media_type="image/svg+xml")


async def _totals(uow: UnitOfWork, region: UUID | None, *, today: date) -> TotalsView:
    period = {"since": months_back(today, MONTHS - 1), "until": today + timedelta(days=1)}
    path = await path_of(uow, region)
    rows = await months(uow, path, **period)
    untold = await queries.untold_months(uow, path, **period)
    return TotalsView.of(rows, untold=untold, **period)


@router.get("/openness", response_model=OpennessView, responses=problems(Unknown))
async def read_openness(_: Public, begin: Begin, now: Now, region: Region = None) -> Response:
    """The share of young organizations in the last twelve full months (spec/credit.md §5)."""
    since, until = period_of(None, today=day_of(now))
    period = {"since": since, "until": until}
    async with begin() as uow:
        path = await path_of(uow, region)
        served = {
            "orders": queries.orders_of(**period),
            "contracts": queries.contracts_of(**period),
        }
        shares = {
            word: ShareView.of(
                await queries.ages(uow, each, path),
                withheld=await queries.is_withheld(uow, each, path),
            )
            for word, each in served.items()
        }
        return await uow.answer(200, OpennessView, OpennessView(**period, **shares))


@router.get(
    "/policy",
    response_model=EarningPolicyView,
    responses=problems(Unknown, UnknownPolicyPeriod),
)
async def read_policy_in_force(
    _: Public, begin: Begin, now: Now, region: Annotated[UUID, Query(description="Where it holds")]
) -> Response:
    """The earning policy in force in a region now."""
    async with begin() as uow:
        policy = EarningPolicyView.of(await policy_at(uow, region_id=region, at=now))
        return await uow.answer(200, EarningPolicyView, policy)
