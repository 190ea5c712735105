"""Transfers over HTTP; read only, for credits move by facts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS
from services.credit.transfer.queries import seen_transfer
from services.credit.transfer.schemas import TransferView
from shared.access import Actor
from shared.errors import Unknown
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/transfers", tags=["transfers"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get("/{transfer_id}", response_model=TransferView, responses=problems(Unknown))
async def read_transfer(transfer_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One transfer; `/transfers/{id}/explanation` says how its amount came about."""
    async with begin() as uow:
        return await uow.answer(200, TransferView, await seen_transfer(uow, actor, transfer_id))
