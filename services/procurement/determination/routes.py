"""Determinations over HTTP (资助公示)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.determination import queries, use_cases
from services.procurement.determination.errors import VotingOpen
from services.procurement.determination.schemas import DeterminationView, shown
from services.procurement.fund.errors import OutOfCharge
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS
from services.procurement.review.errors import ReviewUnsigned
from services.procurement.round.errors import NotAtThisStage
from shared.access import Actor
from shared.errors import Unknown
from shared.web import Begin, BeginOnce, Public, problems, requires

router = APIRouter(prefix="/rounds", tags=["rounds"])

Buyer = Annotated[Actor, requires(*AUTHORS)]


@router.post(
    "/{round_id}/determination",
    status_code=201,
    response_model=DeterminationView,
    responses=problems(Unknown, OutOfCharge, PartyToIt, NotAtThisStage, VotingOpen, ReviewUnsigned),
)
async def determine(round_id: UUID, _: Buyer, begin: BeginOnce) -> Response:
    """Grant the money in the order of the totals, and make that public (公示)."""
    async with begin() as uow:
        found = await use_cases.determine_grants(uow, round_id=round_id)
        return await uow.answer(
            201, DeterminationView, shown(found), location=f"/rounds/{found.id}/determination"
        )


@router.get(
    "/{round_id}/determination", response_model=DeterminationView, responses=problems(Unknown)
)
async def show(round_id: UUID, _: Public, begin: Begin) -> Response:
    """Who was granted what, and how each total was made; anyone may read it."""
    async with begin() as uow:
        found = await queries.determined(uow, round_id)
        return await uow.answer(200, DeterminationView, shown(found))
