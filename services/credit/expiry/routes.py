"""Expiry over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.expiry.queries import sums_of
from services.credit.expiry.rules import expiring
from services.credit.expiry.schemas import ExpiringPart, ExpiringView
from shared.access import Actor
from shared.errors import Unknown
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["expiry"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get("/{account_id}/expiring", response_model=ExpiringView, responses=problems(Unknown))
async def read_expiring(account_id: UUID, actor: Reader, begin: Begin) -> Response:
    """What of an account's credits expires when."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        parts = expiring(await sums_of(uow, account.id))
        items = [ExpiringPart.model_validate(part, from_attributes=True) for part in parts]
        return await uow.answer(200, ExpiringView, ExpiringView(account_id=account.id, items=items))
