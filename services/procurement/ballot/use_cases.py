"""How a household votes."""

from uuid import UUID

from services.procurement.ballot import queries
from services.procurement.ballot.errors import (
    AlreadyVoted,
    NotAHouseholdHere,
    OwnProposal,
    VotingOver,
)
from services.procurement.ballot.model import Ballot
from services.procurement.proposal.model import Proposal
from services.procurement.proposal.states import ProposalState
from services.procurement.round.model import Round
from services.procurement.round.states import RoundState
from services.procurement.worker_replica.queries import is_of
from shared import regions
from shared.access import Role
from shared.db import UnitOfWork


async def vote(uow: UnitOfWork, *, round_id: UUID, proposal_id: UUID) -> Ballot:
    """Cast the one vote of a household of the round's region for a shortlisted proposal."""
    found = await uow.get(Round, round_id)
    household_id = await _household(uow, found)
    found.must_be(RoundState.ROADSHOW)
    if found.votes_until is None or uow.at >= found.votes_until:
        raise VotingOver(votes_until=found.votes_until)
    wanted = (Proposal.round_id == found.id) & (Proposal.state == ProposalState.SHORTLISTED)
    proposal = await uow.see(Proposal, proposal_id, wanted)
    if await is_of(uow, proposal.organization_id):
        raise OwnProposal
    if before := await queries.vote_of(uow, found.id, household_id):
        raise AlreadyVoted(at=before.at)
    ballot = Ballot(
        round_id=found.id, proposal_id=proposal.id, household_id=household_id, at=uow.at
    )
    uow.add(ballot)
    return ballot


async def _household(uow: UnitOfWork, found: Round) -> UUID:
    region = await regions.get(uow.session, found.region_id)
    lives_here = any(
        grant.role is Role.RESIDENT and grant.region_path.startswith(region.path)
        for grant in uow.actor.grants
    )
    if uow.actor.household_id is None or not lives_here:
        raise NotAHouseholdHere
    return uow.actor.household_id
