"""Joining a project over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.membership import use_cases
from services.needs.membership.errors import NotAsked, ServiceRuns
from services.needs.membership.schemas import MembershipView
from services.needs.need.errors import NotTheReporter
from shared.errors import Unknown
from shared.web import Begin, Now, SignedIn, problems

router = APIRouter(prefix="/needs", tags=["clusters"])


@router.post(
    "/{need_id}/project-membership",
    response_model=MembershipView,
    responses=problems(Unknown, NotTheReporter, NotAsked, ServiceRuns),
)
async def join(need_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Agree that the need goes into the project its cluster became; who says nothing stays."""
    async with begin() as uow:
        joined = await use_cases.join_project(uow, need_id=need_id, at=now)
        return await uow.answer(200, MembershipView, joined)
