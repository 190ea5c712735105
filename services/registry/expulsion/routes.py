"""Expulsions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from services.registry.expulsion import queries, use_cases
from services.registry.expulsion.errors import (
    ExpulsionOpen,
    NeverAdmitted,
    NotHeard,
    OtherOfficerNeeded,
    TooLate,
)
from services.registry.expulsion.model import Expulsion
from services.registry.expulsion.schemas import (
    ExpulsionDecision,
    ExpulsionProposal,
    ExpulsionView,
    Said,
)
from services.registry.expulsion.states import ExpulsionState
from services.registry.organization.errors import ConflictOfInterest
from services.registry.volunteer.errors import IdentityNeeded, NotYourVolunteer
from services.registry.volunteer.use_cases import KEEPERS
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Now, SignedIn, problems, requires

router = APIRouter(prefix="/expulsions", tags=["volunteers"])

Keeper = Annotated[Actor, requires(*KEEPERS)]
Decider = Annotated[Actor, requires(*use_cases.DECIDERS)]
Reviewer = Annotated[Actor, requires(*use_cases.REVIEWERS)]
DECIDED = (Unknown, NotYourVolunteer, ConflictOfInterest, OtherOfficerNeeded, IllegalMove)


@router.post(
    "",
    status_code=201,
    response_model=ExpulsionView,
    responses=problems(
        *(Unknown, NotYourVolunteer, ConflictOfInterest),
        *(NeverAdmitted, ExpulsionOpen, IdentityNeeded),
    ),
)
async def propose(asked: ExpulsionProposal, begin: BeginOnce, now: Now, _: Keeper) -> Response:
    """Begin to let a volunteer go; he may state his case first."""
    charge = use_cases.Charge(**dict(asked))
    async with begin() as uow:
        made = await use_cases.propose(uow, charge=charge, at=now)
        return await uow.answer(201, ExpulsionView, made, location=f"/expulsions/{made.id}")


@router.get("", response_model=Listed[ExpulsionView])
async def list_expulsions(
    page: Page, begin: Begin, actor: SignedIn, state: ExpulsionState | None = None
) -> Response:
    """Those in your scope; those against oneself are among them."""
    async with begin() as uow:
        rows = select(Expulsion).where(queries.visible(actor))
        found = await page_of(uow, rows, Expulsion.id, page, {Expulsion.state: state})
        return await uow.answer(200, Listed[ExpulsionView], found)


@router.get("/{expulsion_id}", response_model=ExpulsionView, responses=problems(Unknown))
async def read(expulsion_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One expulsion."""
    async with begin() as uow:
        found = await uow.see(Expulsion, expulsion_id, queries.visible(actor))
        return await uow.answer(200, ExpulsionView, found)


@router.post(
    "/{expulsion_id}/statement",
    response_model=ExpulsionView,
    responses=problems(Unknown, NotYourVolunteer, IllegalMove),
)
async def state_case(expulsion_id: UUID, asked: Said, begin: Begin, _: SignedIn) -> Response:
    """Say what there is to say, oneself."""
    async with begin() as uow:
        found = await use_cases.state_case(uow, expulsion_id=expulsion_id, text=asked.text)
        return await uow.answer(200, ExpulsionView, found)


@router.post(
    "/{expulsion_id}/decision",
    response_model=ExpulsionView,
    responses=problems(*DECIDED, NotHeard),
)
async def decide(
    expulsion_id: UUID, asked: ExpulsionDecision, begin: Begin, now: Now, _: Decider
) -> Response:
    """Let him go or not, once he was heard; another officer than who proposed it."""
    async with begin() as uow:
        found = await use_cases.decide(uow, expulsion_id=expulsion_id, **dict(asked), at=now)
        return await uow.answer(200, ExpulsionView, found)


@router.post(
    "/{expulsion_id}/appeal",
    response_model=ExpulsionView,
    responses=problems(Unknown, NotYourVolunteer, IllegalMove, TooLate),
)
async def appeal(expulsion_id: UUID, asked: Said, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Ask the street to look at it, oneself and until `appeal_until`."""
    async with begin() as uow:
        found = await use_cases.appeal(uow, expulsion_id=expulsion_id, text=asked.text, at=now)
        return await uow.answer(200, ExpulsionView, found)


@router.post("/{expulsion_id}/review", response_model=ExpulsionView, responses=problems(*DECIDED))
async def review(
    expulsion_id: UUID, asked: ExpulsionDecision, begin: Begin, now: Now, _: Reviewer
) -> Response:
    """The street's word on an appeal: it stands, or it is overturned."""
    async with begin() as uow:
        found = await use_cases.review(uow, expulsion_id=expulsion_id, **dict(asked), at=now)
        return await uow.answer(200, ExpulsionView, found)
