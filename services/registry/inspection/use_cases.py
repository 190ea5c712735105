"""What can be done with inspections. Locks: the organization, then the inspection."""

from datetime import date, timedelta
from uuid import UUID

from services.registry.credit_entry.states import Ground
from services.registry.credit_entry.use_cases import Charge, propose_by_itself
from services.registry.inspection import queries
from services.registry.inspection.model import Inspection
from services.registry.inspection.states import InspectionAction, InspectionState
from services.registry.organization.errors import ConflictOfInterest
from services.registry.organization.model import Organization
from services.registry.organization.use_cases import body_overseen
from services.registry.oversight.queries import REGISTRARS
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.errors import BadValue

RECTIFY_OVER = "inspection_rectify_over"
"""The timer that takes down that nothing was put right in time."""


async def record_inspection(
    uow: UnitOfWork,
    *,
    inspection_id: UUID,
    visited_on: date,
    findings: str,
    ordered: tuple[str, date] | None,
) -> Inspection:
    """Take down what was found on site, as one of the two who were drawn."""
    found = await _sent(uow, inspection_id)
    today = day_of(uow.at)
    if visited_on > today:
        raise BadValue("/visited_on", "检查日期不能晚于今天。", "Nobody was inspected later.")
    if ordered is not None and ordered[1] <= today:
        raise BadValue("/rectify_by", "改正期限应晚于今天。", "It is put right after today.")
    found.record(findings, visited_on=visited_on, ordered=ordered, by=uow.actor.id)
    return found


async def sign_inspection(
    uow: UnitOfWork, *, inspection_id: UUID, agreed: bool, reason: str
) -> Inspection:
    """Agree or not as the other one who was drawn; from then on the body and everybody know."""
    found = await _sent(uow, inspection_id)
    found.sign(reason, agreed=agreed, by=uow.actor.id, at=uow.at)
    await _watch(uow, found)
    return found


async def reinspect(
    uow: UnitOfWork, *, inspection_id: UUID, rectified: bool, reason: str
) -> Inspection:
    """Accept what the body put right, or not: then its day stays what it was."""
    named = await uow.see(Inspection, inspection_id, queries.visible(uow.actor))
    await body_overseen(uow, named.organization_id, *REGISTRARS)
    found = await uow.get(Inspection, inspection_id)
    action = InspectionAction.ACCEPT if rectified else InspectionAction.REJECT
    found.decide(action, reason)
    await _watch(uow, found)
    return found


async def lapse_rectification(uow: UnitOfWork, *, inspection_id: UUID) -> None:
    """Nothing was put right in time: A3 is proposed."""
    named = await uow.see(Inspection, inspection_id)
    body = await uow.lock(Organization, named.organization_id)
    found = await uow.get(Inspection, inspection_id)
    if found.state is not InspectionState.RECTIFYING:
        return  # reported at the last moment
    found.decide(InspectionAction.LAPSE, found.reason)
    facts = f"随机抽查责令改正，期限为 {found.rectify_by}，逾期未改正：{found.to_rectify}"
    basis = {"inspection_id": str(found.id), "rectify_by": f"{found.rectify_by}"}
    charge = Charge(ground=Ground.A3, facts=facts, basis=basis)
    await propose_by_itself(uow, organization=body, charge=charge)


async def _sent(uow: UnitOfWork, inspection_id: UUID) -> Inspection:
    found = await uow.get(Inspection, inspection_id, where=queries.visible(uow.actor))
    found.require_sent(uow.actor.id)
    if uow.actor.belongs_to(found.organization_id):
        raise ConflictOfInterest
    return found


async def _watch(uow: UnitOfWork, found: Inspection) -> None:
    if found.state is InspectionState.RECTIFYING and found.rectify_by is not None:
        over = midnight(found.rectify_by + timedelta(days=1))
        await uow.schedule(RECTIFY_OVER, found.id, max(over, uow.at))
