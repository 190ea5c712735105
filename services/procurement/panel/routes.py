"""Panels over HTTP (评审小组)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund.errors import OutOfCharge
from services.procurement.panel import queries, use_cases
from services.procurement.panel.errors import CustodianOnPanel, MemberTwice, RecusedBefore
from services.procurement.panel.model import Panel
from services.procurement.panel.schemas import PanelView, RecusalSubmission, Replacement, shown
from services.procurement.project.queries import AUTHORS, STAFF
from shared.access import Actor
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/panels", tags=["panels"])

Reader = Annotated[Actor, requires(*STAFF, *queries.JUDGES)]
Stater = Annotated[Actor, requires(*queries.JUDGES)]
Buyer = Annotated[Actor, requires(*AUTHORS)]


@router.get("/{panel_id}", response_model=PanelView, responses=problems(Unknown))
async def show(panel_id: UUID, actor: Reader, begin: Begin) -> Response:
    """Who judges a call, by what, and who stands aside from whom."""
    async with begin() as uow:
        panel = await uow.see(Panel, panel_id, queries.visible(actor))
        return await _answer(uow, panel)


@router.post(
    "/{panel_id}/recusals",
    response_model=PanelView,
    responses=problems(Unknown, OutOfCharge, RecusedBefore),
)
async def recuse(panel_id: UUID, asked: RecusalSubmission, _: Stater, begin: Begin) -> Response:
    """A member declares that he stands aside, or the buyer states why one has to."""
    async with begin() as uow:
        told = asked.model_dump()
        return await _answer(uow, await use_cases.recuse(uow, panel_id=panel_id, **told))


@router.post(
    "/{panel_id}/members/{member_id}/replacement",
    response_model=PanelView,
    responses=problems(Unknown, OutOfCharge, CustodianOnPanel, MemberTwice),
)
async def replace(
    panel_id: UUID, member_id: UUID, asked: Replacement, _: Buyer, begin: Begin
) -> Response:
    """Give a member's seat to another; what he scored and signed in open stages is void."""
    async with begin() as uow:
        panel = await use_cases.replace_member(
            uow,
            panel_id=panel_id,
            member_id=member_id,
            successor=asked.model_dump(exclude={"reason"}),
            reason=asked.reason,
        )
        return await _answer(uow, panel)


async def _answer(uow: UnitOfWork, panel: Panel) -> Response:
    await uow.flush()
    members = await queries.members_of(uow, panel.id)
    told = shown(panel, members, await queries.recusals_of(uow, panel.id))
    return await uow.answer(200, PanelView, told)
