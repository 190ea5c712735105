"""Dispatch by hand over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.assignment import use_cases
from services.needs.assignment.schemas import DispatchOrder, DispatchView
from services.needs.candidate.schemas import DispatchPreview
from services.needs.dispatch.errors import NoMenuItem, NotEligible
from services.needs.dispatch.queries import preview
from services.needs.need.errors import ConflictOfInterest, OutOfCharge
from services.needs.need.queries import STAFF, need
from services.needs.order.queries import open_offers
from shared.access import Actor
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, Now, problems, requires

router = APIRouter(prefix="/needs", tags=["dispatch"])

Staff = Annotated[Actor, requires(*STAFF)]


@router.get(
    "/{need_id}/dispatch-preview",
    response_model=DispatchPreview,
    responses=problems(Unknown, NoMenuItem),
)
async def show_preview(need_id: UUID, _: Staff, begin: Begin, now: Now) -> Response:
    """Whom the platform would ask now and why, and why the others not."""
    async with begin() as uow:
        found = await preview(uow, need=await need(uow, need_id), at=now)
        return await uow.answer(200, DispatchPreview, found)


@router.post(
    "/{need_id}/dispatch",
    response_model=DispatchView,
    responses=problems(
        Unknown, OutOfCharge, ConflictOfInterest, NoMenuItem, NotEligible, IllegalMove
    ),
)
async def dispatch(
    need_id: UUID, asked: DispatchOrder, _: Staff, begin: Begin, now: Now
) -> Response:
    """Start the search for a team by hand, or offer the need to the team named."""
    async with begin() as uow:
        if asked.team_id is None or asked.reason is None:
            found = await use_cases.start_search(uow, need_id=need_id, at=now)
        else:
            found = await use_cases.assign_team(
                uow, need_id=need_id, team_id=asked.team_id, reason=asked.reason, at=now
            )
        offers = await open_offers(uow, need_id)
        stands = {"need_id": need_id, "need_state": found.state, "offers": offers}
        return await uow.answer(200, DispatchView, stands)
