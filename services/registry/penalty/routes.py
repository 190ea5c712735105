"""Penalties over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.registry.organization.errors import (
    ConflictOfInterest,
    FourEyes,
    NotOverseen,
    NotYourAuthority,
)
from services.registry.oversight.queries import DECIDERS, READERS, REGISTRARS
from services.registry.penalty import queries, use_cases
from services.registry.penalty.model import Penalty
from services.registry.penalty.schemas import (
    PenaltyAnnulment,
    PenaltyFulfillment,
    PenaltySubmission,
    PenaltyView,
)
from services.registry.penalty.states import PenaltyState
from shared.access import Actor, Role
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(prefix="/penalties", tags=["penalties"])

Reader = Annotated[Actor, requires(Role.ORG_MANAGER, *READERS)]
Registrar = Annotated[Actor, requires(*REGISTRARS)]
Decider = Annotated[Actor, requires(*DECIDERS)]
OVERSEEN = (Unknown, NotYourAuthority, NotOverseen, ConflictOfInterest)


@router.post(
    "",
    status_code=201,
    response_model=PenaltyView,
    responses=problems(*OVERSEEN, BadValue),
)
async def record(asked: PenaltySubmission, _: Registrar, begin: BeginOnce) -> Response:
    """Take a penalty down; an entry in the list that it leads to is proposed at once."""
    imposed = use_cases.Imposed(
        kind=asked.kind,
        amount_fen=asked.amount.fen if asked.amount else None,
        agency=asked.agency,
        document_no=asked.document_no,
        decided_on=asked.decided_on,
    )
    async with begin() as uow:
        made = await use_cases.record_penalty(
            uow, organization_id=asked.organization_id, imposed=imposed
        )
        return await uow.answer(201, PenaltyView, made, location=f"/penalties/{made.id}")


@router.get("", response_model=Listed[PenaltyView])
async def list_penalties(
    actor: Reader,
    begin: Begin,
    page: Page,
    organization_id: Annotated[UUID | None, Query(description="Penalties of this body")] = None,
    state: PenaltyState | None = None,
) -> Response:
    """The penalties in the caller's scope, newest first."""
    async with begin() as uow:
        only = {Penalty.organization_id: organization_id, Penalty.state: state}
        found = await page_of(uow, queries.penalties(actor), Penalty.id, page, only)
        return await uow.answer(200, Listed[PenaltyView], found)


@router.get("/{penalty_id}", response_model=PenaltyView, responses=problems(Unknown))
async def read(penalty_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One penalty."""
    async with begin() as uow:
        found = await uow.see(Penalty, penalty_id, queries.visible(actor))
        return await uow.answer(200, PenaltyView, found)


@router.post(
    "/{penalty_id}/fulfillment",
    response_model=PenaltyView,
    responses=problems(*OVERSEEN, IllegalMove, BadValue),
)
async def fulfill(
    penalty_id: UUID, asked: PenaltyFulfillment, _: Registrar, begin: Begin
) -> Response:
    """Take down that the body did what was imposed on it."""
    async with begin() as uow:
        found = await use_cases.fulfill_penalty(uow, penalty_id=penalty_id, on=asked.fulfilled_on)
        return await uow.answer(200, PenaltyView, found)


@router.post(
    "/{penalty_id}/annulment",
    response_model=PenaltyView,
    responses=problems(*OVERSEEN, FourEyes, IllegalMove),
)
async def annul(penalty_id: UUID, asked: PenaltyAnnulment, _: Decider, begin: Begin) -> Response:
    """Take down that it counts no more; another officer than who recorded it."""
    async with begin() as uow:
        found = await use_cases.annul_penalty(uow, penalty_id=penalty_id, reason=asked.reason)
        return await uow.answer(200, PenaltyView, found)
