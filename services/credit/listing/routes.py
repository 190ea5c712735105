"""Listings over HTTP; read only, for the registry keeps the lists."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.listing.model import Listing
from services.credit.listing.queries import listings_of
from services.credit.listing.schemas import ListingView
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/accounts", tags=["listings"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get(
    "/{account_id}/listings", response_model=Listed[ListingView], responses=problems(Unknown)
)
async def list_listings(account_id: UUID, actor: Reader, begin: Begin, page: Page) -> Response:
    """Why an account's tier is capped or its credits are frozen, entry by entry, newest first."""
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        rows = await page_of(uow, listings_of(account.organization_id), Listing.id, page)
        return await uow.answer(200, Listed[ListingView], rows)
