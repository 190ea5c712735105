"""How a proposal is made and checked. Locks: the round first, then the proposal."""

from typing import Any
from uuid import UUID

from services.procurement.claim.errors import NotYourOrganization
from services.procurement.claim.queries import check_grantable
from services.procurement.fund.queries import check_charge_of
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS, check_communities, check_no_party
from services.procurement.proposal.model import Proposal
from services.procurement.proposal.queries import acts_for, with_round
from services.procurement.proposal.states import ProposalAction, ProposalState
from services.procurement.round.model import Round
from services.procurement.round.states import RoundState
from shared import regions
from shared.access import Role
from shared.db import UnitOfWork
from shared.errors import BadValue


async def submit_proposal(
    uow: UnitOfWork, *, round_id: UUID, organization_id: UUID, plan: dict[str, Any]
) -> Proposal:
    """Pitch for a round's money; nobody else sees it until the call is closed."""
    found = await uow.see(Round, round_id)
    if not uow.actor.acts_for(organization_id, Role.ORG_MANAGER):
        raise NotYourOrganization
    if uow.actor.id in (found.author_id, found.published_by):
        raise PartyToIt
    found.must_be_open(at=uow.at)
    await check_grantable(uow, organization_id)
    await _check_plan(uow, found, plan)
    proposal = Proposal(
        round_id=found.id,
        region_id=found.region_id,
        organization_id=organization_id,
        submitted_by=uow.actor.id,
        submitted_at=uow.at,
        **plan,
    )
    proposal.seal(cap_fen=found.cap_fen)
    uow.add(proposal)
    return proposal


async def revise_proposal(uow: UnitOfWork, *, proposal_id: UUID, plan: dict[str, Any]) -> Proposal:
    """Write it anew while the call is open, or when it was returned."""
    found, proposal = await with_round(uow, proposal_id)
    if not acts_for(uow, proposal):
        raise NotYourOrganization
    if proposal.state is ProposalState.RETURNED:
        found.must_be(RoundState.FORMAL_CHECK)
    else:
        found.must_be_open(at=uow.at)
    await _check_plan(uow, found, plan)
    proposal.plan(plan, by=uow.actor.id)
    proposal.seal(cap_fen=found.cap_fen)
    return proposal


async def withdraw_proposal(uow: UnitOfWork, *, proposal_id: UUID) -> Proposal:
    """Take it back, at any time before something is granted."""
    _, proposal = await with_round(uow, proposal_id)
    if not acts_for(uow, proposal):
        raise NotYourOrganization
    proposal.move(ProposalAction.WITHDRAW)
    return proposal


async def check_proposal(
    uow: UnitOfWork, *, proposal_id: UUID, action: ProposalAction, reason: str | None
) -> Proposal:
    """The formal check: pass it, return it for what is missing, or say why it does not pass."""
    found, proposal = await with_round(uow, proposal_id)
    await check_charge_of(uow, proposal.region_id, *AUTHORS)
    await check_no_party(uow, proposal.organization_id)
    found.must_be(RoundState.FORMAL_CHECK)
    if action is ProposalAction.PASS:
        await check_grantable(uow, proposal.organization_id)
    proposal.decide(action, reason=reason)
    return proposal


async def _check_plan(uow: UnitOfWork, found: Round, plan: dict[str, Any]) -> None:
    asked_for = {one["brief_id"] for one in found.needs}
    if plan["brief_id"] is not None and str(plan["brief_id"]) not in asked_for:
        told = "请选择本轮创投需求清单中的需求。"
        raise BadValue("/brief_id", told, "Choose a need of the round's list.")
    region = await regions.get(uow.session, found.region_id)
    await check_communities(uow, region, plan["communities"], place="")
