"""Wishes to be erased over HTTP: asked by the person, decided by a registrar."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.registry.erasure import queries, use_cases
from services.registry.erasure.errors import ErasureAsked, NoErasure, OwnErasure
from services.registry.erasure.model import Erasure
from services.registry.erasure.schemas import ErasureRefusal, ErasureView
from services.registry.erasure.states import ErasureState
from services.registry.person.errors import NotRegistered
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Now, SignedIn, problems, requires

router = APIRouter(tags=["erasures"])

Registrar = Annotated[Actor, requires(*queries.DECIDERS)]
Reader = Annotated[Actor, requires(*queries.DECIDERS, Role.AUDITOR)]
OWN = "/me/erasure"


@router.post(
    OWN,
    status_code=201,
    response_model=ErasureView,
    responses=problems(NotRegistered, ErasureAsked),
)
async def request(begin: BeginOnce, now: Now, _: SignedIn) -> Response:
    """Ask that what the platform keeps of oneself be destroyed; it is answered by `due_at`."""
    async with begin() as uow:
        wish = await use_cases.request_erasure(uow, at=now)
        return await uow.answer(201, ErasureView, wish, location=OWN)


@router.get(OWN, response_model=ErasureView, responses=problems(NoErasure))
async def own(begin: Begin, actor: SignedIn) -> Response:
    """What became of one's newest wish."""
    async with begin() as uow:
        found = await queries.latest_of(uow, actor.person_id)
        if found is None:
            raise NoErasure
        return await uow.answer(200, ErasureView, found)


@router.post(
    f"{OWN}/withdrawal",
    response_model=ErasureView,
    responses=problems(NoErasure, IllegalMove),
)
async def withdraw(begin: Begin, _: SignedIn) -> Response:
    """Stay after all, as long as nothing was destroyed."""
    async with begin() as uow:
        wish = await use_cases.withdraw_erasure(uow)
        return await uow.answer(200, ErasureView, wish)


@router.get("/erasures", response_model=Listed[ErasureView])
async def list_erasures(
    begin: Begin, page: Page, actor: Reader, state: ErasureState | None = None
) -> Response:
    """The wishes in the caller's regions, the oldest first: that is due first."""
    async with begin() as uow:
        wanted = queries.erasures(actor)
        only = {Erasure.state: state}
        found = await page_of(uow, wanted, Erasure.id, page, only, newest_first=False)
        return await uow.answer(200, Listed[ErasureView], found)


@router.get("/erasures/{erasure_id}", response_model=ErasureView, responses=problems(Unknown))
async def read(erasure_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One wish in sight."""
    async with begin() as uow:
        found = await uow.see(Erasure, erasure_id, queries.visible(actor))
        return await uow.answer(200, ErasureView, found)


@router.post(
    "/erasures/{erasure_id}/approval",
    response_model=ErasureView,
    responses=problems(Unknown, OwnErasure, IllegalMove),
)
async def approve(erasure_id: UUID, begin: Begin, now: Now, _: Registrar) -> Response:
    """Let it be done now: `erased`, or `restricted` where something must be kept for a while."""
    async with begin() as uow:
        wish = await use_cases.grant_erasure(uow, erasure_id=erasure_id, at=now)
        return await uow.answer(200, ErasureView, wish)


@router.post(
    "/erasures/{erasure_id}/refusal",
    response_model=ErasureView,
    responses=problems(Unknown, OwnErasure, IllegalMove),
)
async def refuse(
    erasure_id: UUID, asked: ErasureRefusal, begin: Begin, now: Now, _: Registrar
) -> Response:
    """Say no, with a reason that the person reads."""
    async with begin() as uow:
        wish = await use_cases.refuse_erasure(
            uow, erasure_id=erasure_id, reason=asked.reason, at=now
        )
        return await uow.answer(200, ErasureView, wish)
