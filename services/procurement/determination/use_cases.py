"""How a round's money is granted. Locks: the round, then its proposals."""

from typing import Any
from uuid import UUID

from services.procurement.abnormal_listing.model import AbnormalListing
from services.procurement.ballot.queries import votes_for
from services.procurement.claim.queries import listed_among
from services.procurement.determination.errors import VotingOpen
from services.procurement.determination.rules import resident_points, total
from services.procurement.grant.rules import allocate
from services.procurement.project.queries import AUTHORS, check_no_party
from services.procurement.proposal.model import Proposal
from services.procurement.proposal.queries import proposals_of
from services.procurement.proposal.states import ProposalAction, ProposalState
from services.procurement.review.model import Review
from services.procurement.review.queries import signed_review
from services.procurement.round.model import PROJECTS_MAX, PUBLICITY, WEIGHTS, Round
from services.procurement.round.queries import round_in_charge
from services.procurement.round.states import RoundState, Stage
from services.procurement.serious_listing.model import SeriousListing
from shared.db import UnitOfWork
from shared.durations import due

PUBLICITY_END = "round_publicity_end"


async def determine_grants(uow: UnitOfWork, *, round_id: UUID) -> Round:
    """Rank by experts, roadshow and households, and grant in that order; from now on public."""
    found = await round_in_charge(uow, round_id, *AUTHORS)
    found.must_be(RoundState.ROADSHOW)
    if found.votes_until is not None and uow.at < found.votes_until:
        raise VotingOpen(votes_until=found.votes_until)
    proposals = [
        one for one in await proposals_of(uow, found.id) if one.state is ProposalState.SHORTLISTED
    ]
    await check_no_party(uow, *(one.organization_id for one in proposals))
    lines = await _lines(uow, found, proposals)
    known = {str(one.id): one for one in proposals}
    able = [known[line["proposal_id"]] for line in lines if not (line["below"] or line["listed"])]
    most = PROJECTS_MAX.kept(found.rules)
    granted = allocate(
        [one.wish for one in able], money_fen=found.money.fen, projects_max=most, had={}
    )
    for line in lines:
        proposal = known[line["proposal_id"]]
        line["granted_fen"] = granted.get(proposal.id, 0)
        if line["below"] or line["listed"]:
            proposal.move(ProposalAction.DECLINE)
        elif proposal.id in granted:
            proposal.grant(granted[proposal.id], accept_by=None)
        else:
            proposal.move(ProposalAction.WAIT)
    ends_at = due(uow.at, PUBLICITY.kept(found.rules)).at
    found.determine(lines, by=uow.actor.id, at=uow.at, publicity_ends_at=ends_at)
    await uow.schedule(PUBLICITY_END, found.id, ends_at)
    return found


async def _lines(uow: UnitOfWork, found: Round, proposals: list[Proposal]) -> list[dict[str, Any]]:
    """How each total was made, the best first; of equals who asks for less, then who came first."""
    expert = _by_candidate(await signed_review(uow, found.id, Stage.EXPERT))
    roadshow = _by_candidate(await signed_review(uow, found.id, Stage.ROADSHOW))
    votes = await votes_for(uow, found.id)
    weights = WEIGHTS.kept(found.rules).model_dump()
    bodies = [one.organization_id for one in proposals]
    listed = await listed_among(uow, bodies, SeriousListing, AbnormalListing)
    lines = []
    for one in proposals:
        first, second = expert[str(one.id)], roadshow[str(one.id)]
        points = {"expert": first["total"], "roadshow": second["total"]}
        parts = points | {"resident": resident_points(votes, one.id)}
        lines.append(
            {
                "proposal_id": str(one.id),
                "organization_id": str(one.organization_id),
                "title": one.title,
                "requested_fen": one.requested_fen,
                "expert_totals": first["totals"],
                "roadshow_totals": second["totals"],
                "votes": votes.get(one.id, 0),
                **parts,
                "total": total(weights, parts),
                "below": second["below"],
                "listed": one.organization_id in listed,
            }
        )
    return sorted(lines, key=lambda line: (-line["total"], line["requested_fen"]))


def _by_candidate(report: Review) -> dict[str, dict[str, Any]]:
    return {one["candidate_id"]: one for one in report.ranking}
