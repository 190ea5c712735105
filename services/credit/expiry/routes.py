"""Expiry over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.expiry.queries import sums_of
from services.credit.expiry.rules import last_day, left_by_year
from services.credit.expiry.schemas import ExpiringPart, ExpiringView
from services.credit.expiry.use_cases import years_from
from shared.access import Actor
from shared.clock import day_of
from shared.errors import Unknown
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["expiry"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get("/{account_id}/expiring", response_model=ExpiringView, responses=problems(Unknown))
async def read_expiring(account_id: UUID, actor: Reader, begin: Begin) -> Response:
    """What of an account's credits expires when."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        today = day_of(uow.at)
        years = await years_from(uow, account, today.year + 1)
        items = [
            ExpiringPart(
                earned_in=year,
                amount=amount,
                expires_on=last_day(year, years=years, today=today),
            )
            for year, amount in left_by_year(await sums_of(uow, account.id)).items()
        ]
        return await uow.answer(200, ExpiringView, ExpiringView(account_id=account.id, items=items))
