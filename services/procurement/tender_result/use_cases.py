"""How a tender is awarded. Locks: process, project; then what an award locks."""

from typing import Any
from uuid import UUID

from services.procurement.award.use_cases import award_project
from services.procurement.bid.model import Bid
from services.procurement.bid.queries import opened_bids
from services.procurement.claim.errors import DesignerConflict, Ineligible, SeriouslyListed
from services.procurement.claim.queries import check_eligible
from services.procurement.notice import use_cases as notices
from services.procurement.notice.states import NoticeKind
from services.procurement.organization_replica.model import OrganizationReplica
from services.procurement.process.model import Process
from services.procurement.process.queries import process_in_charge
from services.procurement.process.states import ProcessAction, ProcessState
from services.procurement.project.model import Project
from services.procurement.project.queries import AUTHORS, check_no_party
from services.procurement.project.states import ProjectAction, ProjectState
from services.procurement.tender_result.errors import AwardStands, NobodyLeft
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

ONE_WORKING_DAY = Duration(value=1, unit="wd")
PUBLICITY = Parameter(
    "tender.publicity", Duration, default=ONE_WORKING_DAY, source="spec/procurement.md §2.3"
)


async def award_tender(uow: UnitOfWork, *, process_id: UUID) -> Process:
    """Award it to the first in rank, or after him to the next who may still have it."""
    process = await process_in_charge(uow, process_id, *AUTHORS)
    first = process.state is ProcessState.REPORTED
    process.move(ProcessAction.AWARD)
    project = await uow.lock(Project, process.project_id)
    if first:
        project.move(ProjectAction.REOPEN)
    elif project.state is not ProjectState.FUNDED:
        raise AwardStands
    opened = {str(bid.id): bid for bid in await opened_bids(uow, process.id)}
    await check_no_party(uow, *(bid.organization_id for bid in opened.values()))
    winner = await _next(uow, process, opened)
    assert winner.price_fen is not None
    assert process.published_at is not None
    publicity_ends_at = due(uow.at, PUBLICITY.kept(process.rules)).at
    project.rules = process.rules
    claim = await award_project(
        uow,
        project=project,
        organization_id=winner.organization_id,
        value_fen=winner.price_fen,
        opened_at=process.published_at,
        publicity_ends_at=publicity_ends_at,
    )
    claim.unit_prices, winner.awarded_at = winner.unit_prices, uow.at
    told = {
        "awarded_to": str(winner.id),
        "publicity_ends_at": publicity_ends_at.isoformat(),
        "bids": [await _told(uow, process, bid) for bid in opened.values()],
    }
    about: dict[str, Any] = {"process_id": process.id, "region_id": process.region_id}
    await notices.publish(uow, **about, kind=NoticeKind.RESULT, content=told)
    return process


async def _next(uow: UnitOfWork, process: Process, opened: dict[str, Bid]) -> Bid:
    for place in process.ranking:
        bid = opened[place["bid_id"]]
        if bid.awarded_at is None and await _may_have_it(uow, process, bid):
            return bid
    raise NobodyLeft


async def _may_have_it(uow: UnitOfWork, process: Process, bid: Bid) -> bool:
    try:
        await check_eligible(uow, bid.organization_id, process.project_id)
    except (Ineligible, SeriouslyListed, DesignerConflict):
        return False
    return True


async def _told(uow: UnitOfWork, process: Process, bid: Bid) -> dict[str, Any]:
    """What everybody learns of a bid: its points and place, or why it does not count."""
    bidder = await uow.session.get(OrganizationReplica, bid.organization_id)
    places = {one["bid_id"]: one for one in process.ranking}
    place = places.get(str(bid.id), {})
    return {
        "bid_id": str(bid.id),
        "organization_id": str(bid.organization_id),
        "organization": bidder.name if bidder else None,
        "price_fen": bid.price_fen,
        **{name: place.get(name) for name in ("quality", "price", "total", "rank")},
        "exclusion": bid.exclusion and bid.exclusion.value,
        "reason": bid.exclusion_reason,
    }
