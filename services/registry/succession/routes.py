"""Successions over HTTP: steps of the organization that ends."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.registry.organization.errors import (
    ConflictOfInterest,
    NotShared,
    NotYourAuthority,
    OwnSuccessor,
    SuccessorUnfit,
)
from services.registry.organization.queries import DECIDERS
from services.registry.organization.schemas import OrganizationView
from services.registry.succession import use_cases
from services.registry.succession.errors import FiledGroup
from services.registry.succession.schemas import Merger, Split
from shared.access import Actor
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/organizations/{organization_id}", tags=["organizations"])

Decider = Annotated[Actor, requires(*DECIDERS[True])]
REFUSED = (
    *(Unknown, NotYourAuthority, ConflictOfInterest),
    *(IllegalMove, FiledGroup, OwnSuccessor, SuccessorUnfit),
)


@router.post("/merger", response_model=OrganizationView, responses=problems(*REFUSED))
async def merge(organization_id: UUID, asked: Merger, begin: Begin, _: Decider) -> Response:
    """Enter that a registered body merged into another, which takes over all it had, for good."""
    async with begin() as uow:
        ended = await use_cases.merge_organization(
            uow, organization_id=organization_id, into=asked.successor_id, reason=asked.reason
        )
        return await uow.answer(200, OrganizationView, ended)


@router.post("/split", response_model=OrganizationView, responses=problems(*REFUSED, NotShared))
async def split(organization_id: UUID, asked: Split, begin: Begin, _: Decider) -> Response:
    """Enter that a registered body was split: others take over what it had, by shares, for good."""
    shares = {one.organization_id: one.share for one in asked.shares}
    async with begin() as uow:
        ended = await use_cases.split_organization(
            uow, organization_id=organization_id, shares=shares, reason=asked.reason
        )
        return await uow.answer(200, OrganizationView, ended)
