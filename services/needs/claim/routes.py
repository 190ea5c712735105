"""The claim list over HTTP (抢单)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.needs.claim import use_cases
from services.needs.claim.errors import ClaimGone
from services.needs.claim.model import Claim
from services.needs.claim.queries import claims_for
from services.needs.claim.schemas import Claiming, ClaimView
from services.needs.dispatch.errors import NotEligible
from services.needs.order.schemas import OrderView
from services.needs.team_replica.errors import NotYourTeam
from services.needs.team_replica.queries import own_team
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, Now, SignedIn, problems

router = APIRouter(prefix="/claims", tags=["claims"])


@router.get("", response_model=Listed[ClaimView], responses=problems(NotYourTeam))
async def list_claims(
    team_id: Annotated[UUID, Query(description="The team that would go")],
    _: SignedIn,
    begin: Begin,
    page: Page,
) -> Response:
    """What the team may claim now: open, in its streets, within its skills."""
    async with begin() as uow:
        rows = await claims_for(uow, await own_team(uow, team_id))
        return await uow.answer(200, Listed[ClaimView], await page_of(uow, rows, Claim.id, page))


@router.post(
    "/{claim_id}/acceptance",
    status_code=201,
    response_model=OrderView,
    responses=problems(Unknown, NotYourTeam, ClaimGone, NotEligible, IllegalMove),
)
async def claim(claim_id: UUID, asked: Claiming, _: SignedIn, begin: Begin, now: Now) -> Response:
    """Take the need for a team; the first one wins and has accepted with that."""
    async with begin() as uow:
        order = await use_cases.claim_need(uow, claim_id=claim_id, team_id=asked.team_id, at=now)
        return await uow.answer(201, OrderView, order, location=f"/orders/{order.id}")
