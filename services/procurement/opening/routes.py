"""The opening over HTTP: custodians fetch their shares, and hand them in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.bid.errors import BidsAltered
from services.procurement.custody import errors, queries
from services.procurement.custody.model import SUITE_ID, KeyShare
from services.procurement.custody.schemas import HolderView, ShareView
from services.procurement.opening import queries as own
from services.procurement.opening import use_cases
from services.procurement.opening.schemas import ShareSubmission
from services.procurement.process.schemas import ProcessView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.schemas import merge
from shared.states import IllegalMove
from shared.web import Begin, problems, requires

router = APIRouter(tags=["custody"])

Custodian = Annotated[Actor, requires(*queries.CUSTODIANS)]
Overseer = Annotated[Actor, requires(*queries.SEEING)]


@router.get(
    "/processes/{process_id}/shares",
    response_model=Listed[HolderView],
    responses=problems(Unknown),
)
async def list_shares(process_id: UUID, _: Overseer, begin: Begin, page: Page) -> Response:
    """Who holds the key of a tender, and who has handed his share in."""
    async with begin() as uow:
        found = await page_of(uow, await own.shares(uow, process_id), KeyShare.id, page)
        return await uow.answer(200, Listed[HolderView], found)


@router.get(
    "/processes/{process_id}/share",
    response_model=ShareView,
    responses=problems(Unknown),
)
async def show_share(process_id: UUID, _: Custodian, begin: Begin) -> Response:
    """My own share of a tender's key, sealed to me."""
    async with begin() as uow:
        share = await queries.share_held(uow, process_id)
        if share is None:
            raise Unknown(kind="key_share", id=str(process_id))
        return await uow.answer(200, ShareView, merge(share, suite=SUITE_ID))


@router.post(
    "/processes/{process_id}/share",
    response_model=ProcessView,
    responses=problems(
        *(Unknown, errors.NotACustodian, errors.OpeningTooEarly, errors.WrongShare),
        *(errors.ShareGiven, BidsAltered, IllegalMove),
    ),
)
async def hand_in(process_id: UUID, asked: ShareSubmission, _: Custodian, begin: Begin) -> Response:
    """Hand my share in, opened, after the deadline; with enough of them the bids are read."""
    async with begin() as uow:
        process = await use_cases.hand_in_share(
            uow, process_id=process_id, share=bytes.fromhex(asked.share)
        )
        return await uow.answer(200, ProcessView, process)
