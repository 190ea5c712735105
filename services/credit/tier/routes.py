"""Tiers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.tier.model import TierRecord
from services.credit.tier.schemas import TierView
from services.credit.tier.use_cases import THRESHOLDS
from shared.access import Actor
from shared.errors import Unknown
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["tiers"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get("/{account_id}/tier", response_model=TierView, responses=problems(Unknown))
async def read_tier(account_id: UUID, actor: Reader, begin: Begin) -> Response:
    """An account's tier, what it was found from, and any notice that it will be lowered."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        record = await uow.session.get(TierRecord, account_id) or TierRecord(id=account_id)
        thresholds = await THRESHOLDS.value(uow, region_id=account.region_id, at=uow.at)
        return await uow.answer(200, TierView, TierView.of(account, record, thresholds))
