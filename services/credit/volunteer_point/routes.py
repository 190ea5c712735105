"""Volunteers' points over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.credit.volunteer_point.queries import months_of, own_volunteer, standing_of
from services.credit.volunteer_point.schemas import PointsView
from shared.errors import Unknown
from shared.web import Begin, SignedIn, problems

router = APIRouter(prefix="/volunteers", tags=["volunteers"])

Number = Annotated[str, Path(pattern="^V[0-9]{17}$", description="The volunteer's number")]


@router.get("/{number}/points", response_model=PointsView, responses=problems(Unknown))
async def read_points(number: Number, actor: SignedIn, begin: Begin) -> Response:
    """The caller's own points, with the hours of each month; for anyone else there are none."""
    async with begin() as uow:
        volunteer = await own_volunteer(uow, actor, number)
        balance = await standing_of(uow, volunteer.id)
        shown = PointsView.of(volunteer, balance, await months_of(uow, volunteer.id))
        return await uow.answer(200, PointsView, shown)
