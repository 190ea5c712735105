"""Annual checks over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.registry.annual_check import queries, use_cases
from services.registry.annual_check.model import AnnualCheck
from services.registry.annual_check.schemas import (
    AnnualCheckReason,
    AnnualCheckView,
    AnnualConclusionView,
    AnnualReport,
    Confirmation,
    Examination,
)
from services.registry.annual_check.states import AnnualCheckAction, AnnualCheckState
from services.registry.organization.errors import (
    ConflictOfInterest,
    FourEyes,
    NotOverseen,
    NotYourAuthority,
)
from services.registry.oversight.queries import DECIDERS, READERS, REGISTRARS
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Public, problems, requires

router = APIRouter(tags=["annual checks"])

Reader = Annotated[Actor, requires(Role.ORG_MANAGER, *READERS)]
Registrar = Annotated[Actor, requires(*REGISTRARS)]
Decider = Annotated[Actor, requires(*DECIDERS)]
Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Of = Annotated[UUID | None, Query(description="Checks of this body, year by year")]
In = Annotated[UUID | None, Query(description="Checks of this round")]
EXAMINED = (Unknown, NotYourAuthority, NotOverseen, ConflictOfInterest, IllegalMove)
ONE = "/annual-checks/{check_id}"


@router.get("/annual-conclusions", response_model=Listed[AnnualConclusionView])
async def list_conclusions(
    _: Public, begin: Begin, page: Page, organization_id: Of = None, round_id: In = None
) -> Response:
    """What annual checks came to; anyone may read it."""
    async with begin() as uow:
        only = {AnnualCheck.organization_id: organization_id, AnnualCheck.round_id: round_id}
        found = await page_of(uow, queries.concluded(), AnnualCheck.id, page, only)
        return await uow.answer(200, Listed[AnnualConclusionView], found)


@router.get("/annual-checks", response_model=Listed[AnnualCheckView])
async def list_checks(
    actor: Reader,
    begin: Begin,
    page: Page,
    *,
    organization_id: Of = None,
    round_id: In = None,
    state: AnnualCheckState | None = None,
) -> Response:
    """The checks in the caller's scope."""
    async with begin() as uow:
        only: dict[Any, Any] = {AnnualCheck.state: state, AnnualCheck.round_id: round_id}
        only[AnnualCheck.organization_id] = organization_id
        found = await page_of(uow, queries.checks(actor), AnnualCheck.id, page, only)
        return await uow.answer(200, Listed[AnnualCheckView], found)


@router.get(ONE, response_model=AnnualCheckView, responses=problems(Unknown))
async def read(check_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One check."""
    async with begin() as uow:
        found = await uow.see(AnnualCheck, check_id, queries.visible(actor))
        return await uow.answer(200, AnnualCheckView, found)


@router.post(
    f"{ONE}/report", response_model=AnnualCheckView, responses=problems(Unknown, IllegalMove)
)
async def submit(check_id: UUID, asked: AnnualReport, _: Manager, begin: BeginOnce) -> Response:
    """File the report of one's organization; also when it is late."""
    async with begin() as uow:
        found = await use_cases.submit_report(
            uow, check_id=check_id, report=asked.model_dump(mode="json")
        )
        return await uow.answer(200, AnnualCheckView, found)


@router.post(f"{ONE}/return", response_model=AnnualCheckView, responses=problems(*EXAMINED))
async def send_back(
    check_id: UUID, asked: AnnualCheckReason, _: Registrar, begin: Begin
) -> Response:
    """Let the body add what is missing, within ten working days or the window."""
    async with begin() as uow:
        found = await use_cases.return_report(uow, check_id=check_id, reason=asked.reason)
        return await uow.answer(200, AnnualCheckView, found)


@router.post(f"{ONE}/conclusion", response_model=AnnualCheckView, responses=problems(*EXAMINED))
async def examine(check_id: UUID, asked: Examination, _: Registrar, begin: Begin) -> Response:
    """Conclude the check; that a body is unqualified waits for another officer's word."""
    async with begin() as uow:
        action, reason = asked.conclusion.action, asked.reason
        found = await use_cases.examine_report(uow, check_id=check_id, action=action, reason=reason)
        return await uow.answer(200, AnnualCheckView, found)


@router.post(
    f"{ONE}/confirmation",
    response_model=AnnualCheckView,
    responses=problems(*EXAMINED, FourEyes),
)
async def confirm(check_id: UUID, asked: Confirmation, _: Decider, begin: Begin) -> Response:
    """Confirm that a body is unqualified, or let it be examined again."""
    async with begin() as uow:
        found = await use_cases.confirm_fault(uow, check_id=check_id, **dict(asked))
        return await uow.answer(200, AnnualCheckView, found)


@router.post(f"{ONE}/exemption", response_model=AnnualCheckView, responses=problems(*EXAMINED))
async def exempt(check_id: UUID, asked: AnnualCheckReason, _: Registrar, begin: Begin) -> Response:
    """Exempt a body that need not report this year."""
    async with begin() as uow:
        action = AnnualCheckAction.EXEMPT
        found = await use_cases.examine_report(
            uow, check_id=check_id, action=action, reason=asked.reason
        )
        return await uow.answer(200, AnnualCheckView, found)
