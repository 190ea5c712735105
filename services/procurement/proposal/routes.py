"""Proposals over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.abnormal_listing.errors import AbnormallyListed
from services.procurement.claim.errors import Ineligible, NotYourOrganization, SeriouslyListed
from services.procurement.fund.errors import OutOfCharge
from services.procurement.project.errors import InvalidPeriod, PartyToIt
from services.procurement.project.queries import AUTHORS
from services.procurement.project.schemas import Reason, RecordView
from services.procurement.proposal import queries, use_cases
from services.procurement.proposal.errors import AboveCap
from services.procurement.proposal.model import Proposal
from services.procurement.proposal.schemas import ProposalPlan, ProposalSubmission, ProposalView
from services.procurement.proposal.states import ProposalAction, ProposalState
from services.procurement.round.errors import CallNotOpen, NotAtThisStage
from shared.access import Actor, Role
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, problems, requires

router = APIRouter(tags=["proposals"])

Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Buyer = Annotated[Actor, requires(*AUTHORS)]
Reader = Annotated[Actor, requires(*queries.READERS)]
PLAN = (Unknown, NotYourOrganization, CallNotOpen, BadValue, InvalidPeriod, AboveCap)
UNGRANTABLE = (Ineligible, SeriouslyListed, AbnormallyListed)
CHECK = (Unknown, OutOfCharge, PartyToIt, NotAtThisStage, IllegalMove)


@router.post(
    "/rounds/{round_id}/proposals",
    status_code=201,
    response_model=ProposalView,
    responses=problems(*PLAN, PartyToIt, *UNGRANTABLE),
)
async def submit(
    round_id: UUID, asked: ProposalSubmission, _: Manager, begin: BeginOnce
) -> Response:
    """Pitch for a round's money; nobody else sees it until the call is closed."""
    async with begin() as uow:
        made = await use_cases.submit_proposal(
            uow,
            round_id=round_id,
            organization_id=asked.organization_id,
            plan=asked.plan.kept(),
        )
        return await uow.answer(201, ProposalView, made, location=f"/proposals/{made.id}")


@router.get("/proposals", response_model=Listed[ProposalView])
async def list_proposals(
    actor: Reader,
    begin: Begin,
    page: Page,
    round_id: UUID | None = None,
    state: ProposalState | None = None,
) -> Response:
    """My organization's proposals; of closed calls, those of my region and those I judge."""
    async with begin() as uow:
        only = {Proposal.round_id: round_id, Proposal.state: state}
        found = await page_of(uow, queries.proposals(actor), Proposal.id, page, only)
        return await uow.answer(200, Listed[ProposalView], found)


@router.get("/proposals/{proposal_id}", response_model=ProposalView, responses=problems(Unknown))
async def show(proposal_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One proposal."""
    async with begin() as uow:
        found = await uow.see(Proposal, proposal_id, queries.visible(actor))
        return await uow.answer(200, ProposalView, found)


@router.get(
    "/proposals/{proposal_id}/record", response_model=RecordView, responses=problems(Unknown)
)
async def show_record(proposal_id: UUID, actor: Reader, begin: Begin) -> Response:
    """What the proposal's fingerprint is made of, so that anyone can recompute it."""
    async with begin() as uow:
        found = await uow.see(Proposal, proposal_id, queries.visible(actor))
        return await uow.answer(200, RecordView, found)


@router.put(
    "/proposals/{proposal_id}",
    response_model=ProposalView,
    responses=problems(*PLAN, NotAtThisStage, IllegalMove),
)
async def revise(proposal_id: UUID, asked: ProposalPlan, _: Manager, begin: BeginEdit) -> Response:
    """Write it anew, while the call is open or when it was returned."""
    async with begin() as uow:
        changed = await use_cases.revise_proposal(uow, proposal_id=proposal_id, plan=asked.kept())
        return await uow.answer(200, ProposalView, changed)


@router.post(
    "/proposals/{proposal_id}/withdrawal",
    response_model=ProposalView,
    responses=problems(Unknown, NotYourOrganization, IllegalMove),
)
async def withdraw(proposal_id: UUID, _: Manager, begin: Begin) -> Response:
    """Take it back, before something is granted."""
    async with begin() as uow:
        changed = await use_cases.withdraw_proposal(uow, proposal_id=proposal_id)
        return await uow.answer(200, ProposalView, changed)


@router.post(
    "/proposals/{proposal_id}/eligibility",
    response_model=ProposalView,
    responses=problems(*CHECK, *UNGRANTABLE),
)
async def let_pass(proposal_id: UUID, _: Buyer, begin: Begin) -> Response:
    """Let it pass the formal check."""
    async with begin() as uow:
        action = ProposalAction.PASS
        changed = await use_cases.check_proposal(
            uow, proposal_id=proposal_id, action=action, reason=None
        )
        return await uow.answer(200, ProposalView, changed)


@router.post(
    "/proposals/{proposal_id}/return", response_model=ProposalView, responses=problems(*CHECK)
)
async def send_back(proposal_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Return it for what is missing."""
    async with begin() as uow:
        action = ProposalAction.RETURN
        changed = await use_cases.check_proposal(
            uow, proposal_id=proposal_id, action=action, reason=asked.reason
        )
        return await uow.answer(200, ProposalView, changed)


@router.post(
    "/proposals/{proposal_id}/rejection", response_model=ProposalView, responses=problems(*CHECK)
)
async def reject(proposal_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Say why it does not pass the formal check."""
    async with begin() as uow:
        action = ProposalAction.REJECT
        changed = await use_cases.check_proposal(
            uow, proposal_id=proposal_id, action=action, reason=asked.reason
        )
        return await uow.answer(200, ProposalView, changed)
