"""Taking and leaving a grant over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.abnormal_listing.errors import AbnormallyListed
from services.procurement.claim.errors import Ineligible, NotYourOrganization, SeriouslyListed
from services.procurement.fund.errors import FundUnusable
from services.procurement.grant import errors, use_cases
from services.procurement.grant.schemas import Acceptance
from services.procurement.project.schemas import Reason
from services.procurement.proposal.schemas import ProposalView
from services.procurement.round.errors import NotAtThisStage
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(prefix="/proposals", tags=["proposals"])

Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]


@router.post(
    "/{proposal_id}/acceptance",
    response_model=ProposalView,
    responses=problems(
        *(Unknown, NotYourOrganization, IllegalMove, errors.AcceptanceOver, Ineligible),
        *(SeriouslyListed, AbnormallyListed, errors.NotWithinGrant, FundUnusable),
    ),
)
async def accept(proposal_id: UUID, asked: Acceptance, _: Manager, begin: BeginOnce) -> Response:
    """Take the grant: it becomes a funded project, for which the buyer draws up the contract."""
    async with begin() as uow:
        taken = await use_cases.accept_grant(uow, proposal_id=proposal_id, quantities=asked.told)
        return await uow.answer(200, ProposalView, taken)


@router.post(
    "/{proposal_id}/refusal",
    response_model=ProposalView,
    responses=problems(Unknown, NotYourOrganization, NotAtThisStage, IllegalMove),
)
async def refuse(proposal_id: UUID, asked: Reason, _: Manager, begin: Begin) -> Response:
    """Leave the grant to who waits."""
    async with begin() as uow:
        left = await use_cases.refuse_grant(uow, proposal_id=proposal_id, reason=asked.reason)
        return await uow.answer(200, ProposalView, left)
