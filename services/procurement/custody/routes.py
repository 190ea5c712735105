"""Custodians' keys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.custody import errors, queries, use_cases
from services.procurement.custody.model import CustodianKey
from services.procurement.custody.schemas import CustodianKeySubmission, CustodianKeyView
from services.procurement.fund.errors import OutOfCharge
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, problems, requires

router = APIRouter(tags=["custody"])

Custodian = Annotated[Actor, requires(*queries.CUSTODIANS)]
Reader = Annotated[Actor, requires(*queries.CUSTODIANS, *queries.SEEING)]


@router.post(
    "/custodian-keys",
    status_code=201,
    response_model=CustodianKeyView,
    responses=problems(Unknown, OutOfCharge, errors.WeakKey),
)
async def deposit(asked: CustodianKeySubmission, _: Custodian, begin: Begin) -> Response:
    """Deposit one's public key, to which shares are sealed; a later one takes its place."""
    async with begin() as uow:
        key = await use_cases.deposit_key(
            uow, region_id=asked.region_id, public_key=bytes.fromhex(asked.public_key)
        )
        return await uow.answer(201, CustodianKeyView, key, "/custodian-keys")


@router.get("/custodian-keys", response_model=Listed[CustodianKeyView])
async def list_keys(
    actor: Reader, begin: Begin, page: Page, region_id: UUID | None = None
) -> Response:
    """The custodians' keys of my region, or my own, newest first."""
    async with begin() as uow:
        only = {CustodianKey.region_id: region_id}
        found = await page_of(uow, queries.keys(actor), CustodianKey.id, page, only)
        return await uow.answer(200, Listed[CustodianKeyView], found)
