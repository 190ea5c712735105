"""Classifications over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.classification import queries, use_cases
from services.needs.classification.errors import NotAWay, NotOnTheMenu
from services.needs.classification.schemas import (
    ClassificationsView,
    ClassificationView,
    Override,
    PreviewView,
)
from services.needs.need.errors import ConflictOfInterest, OutOfCharge
from services.needs.need.queries import need as need_in_scope
from services.needs.need.use_cases import need_in_charge
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(prefix="/needs", tags=["classifications"])

CLASSIFIERS = (Role.RECEIVER, Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)
Classifier = Annotated[Actor, requires(*CLASSIFIERS)]


@router.get(
    "/{need_id}/classification-preview",
    response_model=PreviewView,
    responses=problems(Unknown, OutOfCharge, ConflictOfInterest),
)
async def preview(need_id: UUID, begin: Begin, now: Now, _: Classifier) -> Response:
    """What the rules would say now; nothing is changed."""
    async with begin() as uow:
        need = await need_in_charge(uow, need_id, *CLASSIFIERS)
        known, limits, decision = await use_cases.judge(uow, need=need, at=now)
        said = use_cases.grounds(known, limits, decision) | {"route": decision.route}
        return await uow.answer(200, PreviewView, said)


@router.get(
    "/{need_id}/classifications",
    response_model=ClassificationsView,
    responses=problems(Unknown),
)
async def decisions(need_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Every decision about a need, the one in force first."""
    async with begin() as uow:
        need = await need_in_scope(uow, need_id)
        found = await queries.classifications_of(uow, need.id)
        return await uow.answer(200, ClassificationsView, {"items": found})


@router.post(
    "/{need_id}/classification",
    response_model=ClassificationView,
    responses=problems(
        Unknown, OutOfCharge, ConflictOfInterest, IllegalMove, NotAWay, NotOnTheMenu
    ),
)
async def override(
    need_id: UUID, asked: Override, begin: Begin, now: Now, _: Classifier
) -> Response:
    """Choose the way by hand; what the rules would have said is kept beside it."""
    async with begin() as uow:
        need = await need_in_charge(uow, need_id, *CLASSIFIERS)
        record = await use_cases.override(
            uow, need=need, route=asked.route, reason=asked.override_reason, at=now
        )
        return await uow.answer(200, ClassificationView, record)
