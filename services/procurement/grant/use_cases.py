"""How a grant is offered and taken. Locks: round, proposals, briefs, funds, in this order."""

from collections import Counter
from typing import Any
from uuid import UUID

from services.procurement.award.use_cases import award_project
from services.procurement.brief.model import Brief
from services.procurement.claim.errors import NotYourOrganization
from services.procurement.claim.queries import check_grantable
from services.procurement.contract.rules import split_budget
from services.procurement.fund import use_cases as funds
from services.procurement.grant.errors import AcceptanceOver
from services.procurement.grant.rules import allocate, within_grant
from services.procurement.project.model import Project
from services.procurement.project.rules import budget_of, cost_of, source
from services.procurement.project.states import ProjectAction, ProjectForm, SourceType
from services.procurement.proposal.model import Proposal
from services.procurement.proposal.queries import acts_for, proposals_of, with_round
from services.procurement.proposal.states import PROPOSAL, ProposalAction, ProposalState
from services.procurement.round.model import ACCEPTANCE, PROJECTS_MAX, Round
from services.procurement.round.states import RoundAction, RoundState
from services.procurement.round.use_cases import end_round
from shared import ids
from shared.contracts.procurement import BriefAccepted
from shared.db import UnitOfWork
from shared.durations import due

GRANT_END = "grant_end"

ALIKE = ("title", "summary", "communities", "target_groups", "starts_on", "ends_on")
"""What a project takes over from its proposal as it is."""

NOT_TAKEN = "逾期未确认"


async def open_agreement(uow: UnitOfWork, *, round_id: UUID) -> None:
    """The publicity is over: whoever was granted something may take it."""
    found = await uow.get(Round, round_id)
    found.move(RoundAction.OPEN_AGREEMENT)
    for one in await proposals_of(uow, found.id):
        if one.state is ProposalState.GRANTED and one.granted_fen is not None:
            await _offer(uow, found, one, one.granted_fen)
    await _pass_on(uow, found)


async def accept_grant(
    uow: UnitOfWork, *, proposal_id: UUID, quantities: dict[str, int] | None
) -> Proposal:
    """Take a grant, for less of the items where it is a part: it becomes a funded project."""
    found, proposal = await with_round(uow, proposal_id)
    if not acts_for(uow, proposal):
        raise NotYourOrganization
    PROPOSAL.after(proposal.state, ProposalAction.ACCEPT)
    if proposal.accept_by is None or uow.at >= proposal.accept_by:
        raise AcceptanceOver(accept_by=proposal.accept_by)
    await check_grantable(uow, proposal.organization_id)
    granted_fen = proposal.granted_fen or 0
    items = within_grant(proposal.service_items, quantities, granted_fen=granted_fen)
    await _fund(uow, found, proposal, items)
    proposal.move(ProposalAction.ACCEPT)
    await uow.unschedule(GRANT_END, proposal.id)
    await _pass_on(uow, found)
    return proposal


async def refuse_grant(uow: UnitOfWork, *, proposal_id: UUID, reason: str) -> Proposal:
    """Leave a grant to who waits."""
    found, proposal = await with_round(uow, proposal_id)
    if not acts_for(uow, proposal):
        raise NotYourOrganization
    found.must_be(RoundState.AGREEMENT)
    await uow.unschedule(GRANT_END, proposal.id)
    return await _leave(uow, found, proposal, reason)


async def lapse_grant(uow: UnitOfWork, *, proposal_id: UUID) -> None:
    """Not taken in time: it passes to who waits."""
    found, proposal = await with_round(uow, proposal_id)
    if proposal.state is ProposalState.GRANTED:  # taken at the last moment?
        await _leave(uow, found, proposal, NOT_TAKEN)


async def _leave(uow: UnitOfWork, found: Round, proposal: Proposal, reason: str) -> Proposal:
    proposal.decide(ProposalAction.REFUSE, reason=reason)
    await _pass_on(uow, found)
    return proposal


async def _pass_on(uow: UnitOfWork, found: Round) -> None:
    """Grant what is free to who waits; where nobody's word is awaited the round is over."""
    proposals = {one.id: one for one in await proposals_of(uow, found.id)}
    ranked = [proposals[UUID(line["proposal_id"])] for line in found.record["lines"]]
    offered = [one for one in ranked if one.state is ProposalState.GRANTED]
    firm = [one for one in offered if not one.is_in_part]
    open_ = [one for one in offered if one.is_in_part]  # to be made whole before anybody else
    open_ += [one for one in ranked if one.state is ProposalState.WAITLISTED]
    taken = [one for one in ranked if one.state is ProposalState.ACCEPTED]
    granted = allocate(
        [one.wish for one in open_],
        money_fen=budget_of(found.reserved_lines) - sum(one.granted_fen or 0 for one in firm),
        projects_max=PROJECTS_MAX.kept(found.rules),
        had=Counter(one.organization_id for one in (*taken, *firm)),
    )
    for one in open_:
        if granted.get(one.id, one.granted_fen) != one.granted_fen:
            await _offer(uow, found, one, granted[one.id])
    if not offered and not granted:
        for one in open_:
            one.move(ProposalAction.DECLINE)
        await end_round(uow, found, RoundAction.CLOSE, reason=None)


async def _offer(uow: UnitOfWork, found: Round, proposal: Proposal, granted_fen: int) -> None:
    accept_by = due(uow.at, ACCEPTANCE.kept(found.rules)).at
    proposal.grant(granted_fen, accept_by=accept_by)
    await uow.schedule(GRANT_END, proposal.id, accept_by)


async def _fund(
    uow: UnitOfWork, found: Round, proposal: Proposal, items: list[dict[str, Any]]
) -> None:
    """A part of the round's reservation becomes that of a project, which is awarded at once."""
    assert found.published_at is not None
    assert found.publicity_ends_at is not None
    cost = cost_of(items)
    lines, found.reserved_lines = split_budget(cost, found.reserved_lines)
    money = {"service_items": items, "budget_lines": lines, "ceiling_fen": cost}
    project = await _project(uow, found, proposal, money)
    key = ids.derived(proposal.id, "release")
    await funds.release(uow, lines=lines, ref=found.id, key=key)
    key = ids.derived(project.id, "reserve")
    await funds.reserve(uow, lines=lines, ref=project.id, key=key)
    await award_project(
        uow,
        project=project,
        organization_id=proposal.organization_id,
        value_fen=cost,
        opened_at=found.published_at,
        publicity_ends_at=found.publicity_ends_at,
    )


async def _project(
    uow: UnitOfWork, found: Round, proposal: Proposal, money: dict[str, Any]
) -> Project:
    """The proposal as a funded project; whoever asked for it is told."""
    alike: dict[str, Any] = {name: getattr(proposal, name) for name in ALIKE}
    project = Project(
        region_id=found.region_id,
        author_id=proposal.submitted_by,
        form=ProjectForm.VENTURE_PHILANTHROPY,
        purpose=found.purpose,
        designer_organization_ids=[],
        rules=found.rules,
        approved_by=found.determined_by,
        approved_at=found.determined_at,
        funded_by=found.published_by,
        funded_at=uow.at,
        **await _origin(uow, proposal),
        **alike,
        **money,
    )
    project.seal(place="")
    project.move(ProjectAction.GRANT)
    uow.add(project)
    proposal.project_id = project.id
    if project.cluster_id is not None and proposal.brief_id is not None:
        (await uow.get(Brief, proposal.brief_id)).project_id = project.id
        uow.emit(BriefAccepted(**project.about(uow.at)))
    return project


async def _origin(uow: UnitOfWork, proposal: Proposal) -> dict[str, Any]:
    """Where the project comes from; of several that answer a need, the first is told of."""
    sources = [source(SourceType.PROPOSAL, proposal.id, proposal.record_sha256)]
    if proposal.brief_id is None:
        return {"sources": sources, "cluster_id": None}
    brief = await uow.get(Brief, proposal.brief_id)
    cluster_id = None if brief.project_id else brief.cluster_id
    return {"sources": sources + brief.sources, "cluster_id": cluster_id}
