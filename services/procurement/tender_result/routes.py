"""The award of a tender over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund.errors import OutOfCharge
from services.procurement.process.schemas import ProcessView
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS
from services.procurement.tender_result import errors, use_cases
from shared.access import Actor
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import BeginOnce, problems, requires

router = APIRouter(tags=["tenders"])

Buyer = Annotated[Actor, requires(*AUTHORS)]


@router.post(
    "/processes/{process_id}/award",
    response_model=ProcessView,
    responses=problems(
        *(Unknown, OutOfCharge, PartyToIt, IllegalMove),
        *(errors.AwardStands, errors.NobodyLeft),
    ),
)
async def award(process_id: UUID, _: Buyer, begin: BeginOnce) -> Response:
    """Award it to the first in rank; again, when that came to nothing, to the next."""
    async with begin() as uow:
        process = await use_cases.award_tender(uow, process_id=process_id)
        return await uow.answer(200, ProcessView, process)
