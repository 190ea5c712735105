"""What can be done with annual checks. Locks: the organization, then the check."""

from typing import Any
from uuid import UUID

from services.registry.annual_check import queries
from services.registry.annual_check.model import AnnualCheck
from services.registry.annual_check.states import AnnualCheckAction
from services.registry.credit_entry.states import Ground
from services.registry.credit_entry.use_cases import Charge, propose_by_itself
from services.registry.organization.model import Organization
from services.registry.organization.use_cases import body_overseen, require_other
from services.registry.oversight.queries import DECIDERS, REGISTRARS
from shared.access import Role
from shared.clock import LOCAL
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

CORRECTION = Parameter(
    "registry.annual_check.correction",
    Duration,
    default=Duration(value=10, unit="wd"),
    source="spec/registry.md §2.10; the length is our own",
)
CHECK_DUE = "annual_check_due"
"""The timer that takes down that no report came in time."""


async def submit_report(uow: UnitOfWork, *, check_id: UUID, report: dict[str, Any]) -> AnnualCheck:
    """File the report of one's organization."""
    check = await uow.get(AnnualCheck, check_id, where=queries.reportable(uow.actor))
    check.submit(report, at=uow.at)
    await uow.unschedule(CHECK_DUE, check.id)
    return check


async def return_report(uow: UnitOfWork, *, check_id: UUID, reason: str) -> AnnualCheck:
    """Let the body add what is missing."""
    check = await _found(uow, check_id, *REGISTRARS)
    length = await CORRECTION.value(uow, region_id=check.region_id, at=uow.at)
    check.send_back(reason, due_at=due(uow.at, length).at, at=uow.at)
    await uow.schedule(CHECK_DUE, check.id, check.due_at)
    return check


async def examine_report(
    uow: UnitOfWork, *, check_id: UUID, action: AnnualCheckAction, reason: str | None
) -> AnnualCheck:
    """Conclude the check, exempt the body, or hold it to be unqualified."""
    check = await _found(uow, check_id, *REGISTRARS)
    check.examine(action, reason, by=uow.actor.id, at=uow.at)
    await uow.unschedule(CHECK_DUE, check.id)
    return check


async def confirm_fault(
    uow: UnitOfWork, *, check_id: UUID, confirmed: bool, reason: str
) -> AnnualCheck:
    """Say as another officer whether the body is unqualified."""
    check = await _found(uow, check_id, *DECIDERS)
    await require_other(uow, check.examined_by)
    if confirmed:
        check.confirm(reason, by=uow.actor.id, at=uow.at)
    else:
        check.reopen(reason, at=uow.at)
    return check


async def lapse_check(uow: UnitOfWork, *, check_id: UUID) -> None:
    """No report came in time: that is public, and A1 is proposed."""
    named = await uow.see(AnnualCheck, check_id)
    body = await uow.lock(Organization, named.organization_id)
    check = await uow.get(AnnualCheck, check_id)
    if not check.lapse(at=uow.at):
        return
    due_at = check.due_at.astimezone(LOCAL)
    facts = f"未在 {due_at:%Y-%m-%d} 前报送 {check.year} 年度年检材料。"
    basis = {"annual_check_id": str(check.id), "due_at": due_at.isoformat()}
    charge = Charge(ground=Ground.A1, facts=facts, basis=basis)
    await propose_by_itself(uow, organization=body, charge=charge)


async def _found(uow: UnitOfWork, check_id: UUID, *roles: Role) -> AnnualCheck:
    named = await uow.see(AnnualCheck, check_id, queries.visible(uow.actor))
    await body_overseen(uow, named.organization_id, *roles)
    return await uow.get(AnnualCheck, check_id)
