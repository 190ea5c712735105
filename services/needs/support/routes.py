"""Supports over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.support import queries, use_cases
from services.needs.support.errors import (
    AlreadySupported,
    NeedAnswered,
    OwnNeed,
    ResidentsOnly,
)
from services.needs.support.schemas import ProgressView, Supporting, SupportView
from shared.errors import Unknown
from shared.web import Begin, Now, SignedIn, problems

router = APIRouter(prefix="/needs", tags=["supports"])


@router.post(
    "/{need_id}/supports",
    status_code=201,
    response_model=SupportView,
    responses=problems(Unknown, ResidentsOnly, OwnNeed, AlreadySupported, NeedAnswered),
)
async def support(
    need_id: UUID, asked: Supporting, begin: Begin, now: Now, _: SignedIn
) -> Response:
    """Say "我也需要", or oppose: once per household, and it counts as asking."""
    async with begin() as uow:
        said = await use_cases.support_need(uow, need_id=need_id, stance=asked.stance, at=now)
        return await uow.answer(201, SupportView, said, f"/needs/{need_id}/supports/mine")


@router.delete(
    "/{need_id}/supports/mine", status_code=204, responses=problems(Unknown, ResidentsOnly)
)
async def take_back(need_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Take the household's word back."""
    async with begin() as uow:
        await use_cases.take_back(uow, need_id=need_id, at=now)
        return uow.done()


@router.get("/{need_id}/progress", response_model=ProgressView, responses=problems(Unknown))
async def progress(need_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """How a need goes on: of public needs for everyone, of others for those who see them."""
    async with begin() as uow:
        told = await queries.progress(uow, need_id)
        return await uow.answer(200, ProgressView, told)
