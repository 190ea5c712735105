"""What can be done with a round. Locks: round, its proposals, briefs, funds, in this order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.procurement.brief.model import Brief
from services.procurement.brief.queries import visible as visible_brief
from services.procurement.fund import use_cases as funds
from services.procurement.fund.queries import check_charge_of, check_serves
from services.procurement.panel.queries import panel_of
from services.procurement.panel.rules import check_size
from services.procurement.panel.use_cases import appoint_panel
from services.procurement.project.queries import AUTHORS, FUNDERS, check_no_party
from services.procurement.proposal.queries import proposals_of
from services.procurement.proposal.states import UNDECIDED, ProposalAction, ProposalState
from services.procurement.review.queries import signed_review
from services.procurement.review.use_cases import open_review
from services.procurement.round.errors import FormalChecksOpen, NoCandidates
from services.procurement.round.model import TRIM_FROM, Round
from services.procurement.round.queries import round_in_charge
from services.procurement.round.rules import SIZE, shortlist
from services.procurement.round.states import RoundAction, RoundState, Stage
from shared import ids, policy
from shared.contracts.procurement import BriefRejected
from shared.db import UnitOfWork
from shared.errors import BadValue

CALL_END = "round_call_end"

UNANSWERED = "本轮公益创投未资助回应该需求的项目"


async def create_round(uow: UnitOfWork, *, region_id: UUID, plan: dict[str, Any]) -> Round:
    """Begin a round by collecting needs; nothing is reserved yet."""
    await _check_plan(uow, region_id, plan)
    made = Round(region_id=region_id, author_id=uow.actor.id, **plan)
    uow.add(made)
    return made


async def revise_round(uow: UnitOfWork, *, round_id: UUID, plan: dict[str, Any]) -> Round:
    """Write the plan of a round anew that is not published."""
    found = await round_in_charge(uow, round_id, *AUTHORS)
    await _check_plan(uow, found.region_id, plan)
    found.plan(plan, by=uow.actor.id)
    return found


async def ask_for(uow: UnitOfWork, *, round_id: UUID, brief_id: UUID) -> Round:
    """Take a brief into the round: it is accepted, and proposals may answer it."""
    found = await round_in_charge(uow, round_id, *AUTHORS)
    brief = await uow.get(Brief, brief_id, where=visible_brief(uow.actor))
    await check_charge_of(uow, brief.region_id, *AUTHORS)
    brief.accept(project_id=None, by=uow.actor.id, at=uow.at)
    found.ask_for(brief)
    return found


async def publish_round(uow: UnitOfWork, *, round_id: UUID) -> Round:
    """Reserve the money, in all its funds or in none, and open the call."""
    found = await round_in_charge(uow, round_id, *FUNDERS)
    rules = await policy.snapshot(uow, region_id=found.region_id, at=uow.at)
    found.publish(rules, by=uow.actor.id, at=uow.at)
    key = ids.derived(found.id, "reserve")
    await funds.reserve(uow, lines=found.budget_lines, ref=found.id, key=key)
    await uow.schedule(CALL_END, found.id, found.closes_at)
    return found


async def close_call(uow: UnitOfWork, *, round_id: UUID) -> None:
    """The time to apply is over: proposals may be seen and checked."""
    found = await uow.get(Round, round_id)
    if found.state is RoundState.CALL_OPEN:
        found.move(RoundAction.CLOSE_CALL)


async def open_expert_review(
    uow: UnitOfWork, *, round_id: UUID, members: list[dict[str, Any]]
) -> Round:
    """Name the panel, and have it judge whatever passed the formal check."""
    found = await round_in_charge(uow, round_id, *AUTHORS)
    found.move(RoundAction.REVIEW)
    proposals = await proposals_of(uow, found.id)
    if left := [one.id for one in proposals if one.state in UNDECIDED]:
        raise FormalChecksOpen(proposal_ids=left)
    able = {one.id: one.organization_id for one in proposals if one.state is ProposalState.ELIGIBLE}
    if not able:
        raise NoCandidates
    await check_no_party(uow, *able.values())
    check_size([one["capacity"] for one in members], SIZE, place="/members")
    terms = {"call_id": found.id, "region_id": found.region_id, "criteria": found.criteria}
    terms |= {"trim_from": TRIM_FROM.kept(found.rules), "rules": found.rules}
    panel = await appoint_panel(uow, terms=terms, members=members, place="/members")
    await open_review(uow, panel=panel, stage=Stage.EXPERT, candidates=able)
    return found


async def open_roadshow(uow: UnitOfWork, *, round_id: UUID, votes_until: datetime) -> Round:
    """Shortlist by the experts' report; the panel judges the pitches, and households vote."""
    found = await round_in_charge(uow, round_id, *AUTHORS)
    found.move(RoundAction.SHORTLIST)
    if votes_until <= uow.at:
        told = "投票截止时间须晚于当前时间。"
        raise BadValue("/votes_until", told, "The voting ends later than now.")
    report = await signed_review(uow, found.id, Stage.EXPERT)
    able = {
        one.id: one
        for one in await proposals_of(uow, found.id)
        if one.state is ProposalState.ELIGIBLE
    }
    await check_no_party(uow, *(one.organization_id for one in able.values()))
    first = shortlist(report.ranking, able, most=found.shortlist_max)
    if not first:
        raise NoCandidates
    for one in able.values():
        one.move(ProposalAction.SHORTLIST if one.id in first else ProposalAction.DECLINE)
    found.votes_until = votes_until
    candidates = {one: able[one].organization_id for one in first}
    panel = await panel_of(uow, found.id)
    await open_review(uow, panel=panel, stage=Stage.ROADSHOW, candidates=candidates)
    return found


async def cancel_round(uow: UnitOfWork, *, round_id: UUID, reason: str) -> Round:
    """Give the round up before anybody was granted anything."""
    found = await round_in_charge(uow, round_id, *AUTHORS)
    await check_no_party(uow, *(one.organization_id for one in await proposals_of(uow, found.id)))
    await uow.unschedule(CALL_END, found.id)
    await end_round(uow, found, RoundAction.CANCEL, reason=reason)
    return found


async def end_round(
    uow: UnitOfWork, found: Round, action: RoundAction, *, reason: str | None
) -> None:
    """Give back what no project has; who asked for what came to nothing is told."""
    lines = found.reserved_lines
    found.end(action, reason=reason, at=uow.at)
    if lines:
        key = ids.derived(found.id, "release")
        await funds.release(uow, lines=lines, ref=found.id, key=key)
    for need in found.needs:
        brief = await uow.session.get_one(Brief, UUID(need["brief_id"]))
        if brief.project_id is None:
            where = {"cluster_id": brief.cluster_id, "region_id": brief.region_id}
            uow.emit(BriefRejected(**where, reason=reason or UNANSWERED, at=uow.at))


async def _check_plan(uow: UnitOfWork, region_id: UUID, plan: dict[str, Any]) -> None:
    region = await check_charge_of(uow, region_id, *AUTHORS)
    named = [UUID(line["fund_id"]) for line in plan["budget_lines"]]
    await check_serves(uow, named, region=region, purpose=plan["purpose"])
