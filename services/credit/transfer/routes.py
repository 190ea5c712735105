"""Transfers over HTTP; read only, for credits move by facts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.transfer.queries import seen_transfer, transfers_of
from services.credit.transfer.schemas import TransfersRequest, TransferView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed
from shared.web import Begin, problems, requires

router = APIRouter(tags=["transfers"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get(
    "/accounts/{account_id}/transfers",
    response_model=Listed[TransferView],
    responses=problems(Unknown),
)
async def list_transfers(
    account_id: UUID, asked: Annotated[TransfersRequest, Query()], actor: Reader, begin: Begin
) -> Response:
    """What moved credits to or from an account, newest first: the statement read backwards."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        page = transfers_of(account.id, before=asked.after, limit=asked.limit + 1)
        found = (await uow.session.execute(page)).all()
        shown = found[: asked.limit]
        following = str(shown[-1].seq) if len(found) > asked.limit else None
        listed = {"items": [row.Transfer for row in shown], "next": following}
        return await uow.answer(200, Listed[TransferView], listed)


@router.get("/transfers/{transfer_id}", response_model=TransferView, responses=problems(Unknown))
async def read_transfer(transfer_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One transfer; `/transfers/{id}/explanation` says how its amount came about."""
    async with begin() as uow:
        return await uow.answer(200, TransferView, await seen_transfer(uow, actor, transfer_id))
