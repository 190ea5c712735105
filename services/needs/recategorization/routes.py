"""Recategorization over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.category.errors import CategoryNotLeaf, CategoryRetired, UnknownCategory
from services.needs.need.errors import ConflictOfInterest, OutOfCharge
from services.needs.need.schemas import NeedView
from services.needs.recategorization import use_cases
from services.needs.recategorization.errors import SameCategory
from services.needs.recategorization.schemas import Recategorization
from shared.access import Actor
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, Now, problems, requires

router = APIRouter(prefix="/needs", tags=["classifications"])

Sorter = Annotated[Actor, requires(*use_cases.SORTERS)]


@router.post(
    "/{need_id}/recategorization",
    response_model=NeedView,
    responses=problems(
        *(Unknown, OutOfCharge, ConflictOfInterest, IllegalMove),
        *(UnknownCategory, CategoryRetired, CategoryNotLeaf, SameCategory),
    ),
)
async def recategorize(
    need_id: UUID, asked: Recategorization, begin: Begin, now: Now, _: Sorter
) -> Response:
    """Say what the need is really about; the rules choose its way anew."""
    async with begin() as uow:
        need = await use_cases.recategorize_need(
            uow, need_id=need_id, category_code=asked.category_code, at=now
        )
        return await uow.answer(200, NeedView, need)
