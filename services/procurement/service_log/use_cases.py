"""What can be done with service logs. The contract is locked first: its logs are one chain."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.procurement.beneficiary.queries import groups_of
from services.procurement.contract.model import Contract
from services.procurement.contract.states import ContractState
from services.procurement.oversight.queries import check_supplier, contract_overseen
from services.procurement.service_log import queries, rules
from services.procurement.service_log.errors import ForeignWorker, NotDelivering
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.rules import Entry, Worker
from services.procurement.service_log.states import Flag
from services.procurement.succession.queries import forebears_of, standing_of
from services.procurement.worker_replica.model import WorkerReplica
from services.procurement.working_time.model import WorkingTime
from services.procurement.working_time.queries import busy_around
from services.procurement.working_time.rules import check_load
from services.procurement.working_time.use_cases import free_time
from shared import ids, regions
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import BadValue

NARRATIVE = "service_log.narrative"
"""What the vault binds a narrative to."""


async def record_service(uow: UnitOfWork, *, contract_id: UUID, entry: Entry) -> ServiceLog:
    """Enter what was delivered; whatever cannot be true is refused, what is odd is flagged."""
    contract = await contract_overseen(uow, contract_id)
    await check_supplier(uow, contract)
    if contract.state not in (ContractState.ACTIVE, ContractState.TERMINATED):
        raise NotDelivering(state=contract.state)
    await queries.check_countable(uow, contract.id)
    item = _item(contract, entry.item_id)
    first, last = _served_within(contract)
    rules.check_time(entry, starts_on=first, ends_on=last, at=uow.at)
    rules.check_method(entry, item["method"])
    await _check_place(uow, contract, entry)
    await _check_workers(uow, contract, entry, item)
    groups = await groups_of(uow, contract.id, entry.beneficiaries)
    rules.check_target(groups, item.get("target_groups") or ())
    flags = await _flags(uow, contract, entry, item)
    log = _log(uow, contract, entry, item)
    log.vulnerable, log.flags = any(groups), [*flags]
    log.submit(after=await queries.last_link(uow, contract))
    uow.add(log)
    await uow.flush()
    for worker_id in entry.worker_ids:
        uow.add(
            WorkingTime(
                log_id=log.id,
                worker_id=worker_id,
                starts_at=entry.starts_at,
                ends_at=entry.ends_at,
            )
        )
    return log


async def correct_log(uow: UnitOfWork, *, log_id: UUID) -> ServiceLog:
    """Take a record back by a reversing one; what is right is entered anew."""
    contract, log = await queries.log_locked(uow, log_id)
    await check_supplier(uow, contract)
    await queries.check_countable(uow, contract.id)
    copied = {
        column.key: getattr(log, column.key)
        for column in ServiceLog.__table__.columns
        if column.key in COPIED
    }
    reversal = ServiceLog(
        **copied, qty=-log.qty, corrects_id=log.id, entered_by=uow.actor.id, entered_at=uow.at
    )
    uow.emit(reversal.reverse(log, after=await queries.last_link(uow, contract)))
    uow.add(reversal)
    await free_time(uow, log_id=log.id)
    return reversal


COPIED = frozenset(
    {
        *("contract_id", "project_id", "cluster_id", "region_id", "organization_id", "item_id"),
        *("method", "worker_ids", "starts_at", "ends_at", "served_on", "community_id", "place"),
        *("beneficiaries", "vulnerable", "headcount", "phase", "session", "sessions"),
        *("attachments", "narrative_mark", "flags"),
    }
)
"""What a reversing record repeats of the one it takes back."""


def _served_within(contract: Contract) -> tuple[date, date]:
    """The days of service: none before both had signed; what a termination found is settled too."""
    assert contract.buyer_signed_at is not None
    assert contract.organization_signed_at is not None
    bound_at = max(contract.buyer_signed_at, contract.organization_signed_at)
    first = max(contract.starts_on, day_of(bound_at))
    if contract.ended_at is None:
        return first, contract.ends_on
    return first, min(contract.ends_on, day_of(contract.ended_at))


def _item(contract: Contract, item_id: UUID) -> dict[str, Any]:
    for item in contract.items:
        if item["id"] == str(item_id):
            found: dict[str, Any] = item
            return found
    raise BadValue("/item_id", "该服务项目不在合同清单内。", "The item is not in the contract.")


async def _check_place(uow: UnitOfWork, contract: Contract, entry: Entry) -> None:
    region = await regions.get(uow.session, contract.region_id)
    community = await regions.get(uow.session, entry.community_id)
    if community.level != "community" or not community.path.startswith(region.path):
        raise BadValue(
            "/community_id",
            "请选择合同服务区域内的社区。",
            "Choose a community of the contract's region.",
        )


async def _check_workers(
    uow: UnitOfWork, contract: Contract, entry: Entry, item: dict[str, Any]
) -> None:
    wanted = select(WorkerReplica).where(WorkerReplica.id.in_(entry.worker_ids))
    # locked in one order: two logs of one worker cannot both find him free
    locked = await uow.session.scalars(wanted.order_by(WorkerReplica.id).with_for_update())
    known = {
        row.id: Worker(row.id, row.organization_id, row.level, row.registered_until)
        for row in locked
    }
    for worker_id in entry.worker_ids:
        if worker_id not in known:
            raise ForeignWorker("/worker_ids", worker_id=worker_id)
    rules.check_workers(
        known.values(),
        organization_ids=await forebears_of(uow, (await standing_of(uow, contract)).body),
        needed=item.get("min_qualification"),
        served_on=entry.served_on,
    )
    busy = await busy_around(uow, entry.worker_ids, entry.starts_at, entry.ends_at)
    check_load(entry.worker_ids, entry.starts_at, entry.ends_at, busy=busy)


async def _flags(
    uow: UnitOfWork, contract: Contract, entry: Entry, item: dict[str, Any]
) -> list[Flag]:
    so_far = await queries.recorded(uow, contract.id, entry.item_id)
    found = {
        Flag.LATE_ENTRY: rules.is_late(entry, at=uow.at),
        Flag.OVER_CAP: rules.is_over_cap(so_far + entry.qty, item),
        Flag.ATTACHMENT_REUSED: await queries.is_reused(uow, entry.attachments),
    }
    return [flag for flag, holds in found.items() if holds]


def _log(uow: UnitOfWork, contract: Contract, entry: Entry, item: dict[str, Any]) -> ServiceLog:
    log_id = ids.new()
    told = entry.narrative
    return ServiceLog(
        id=log_id,
        contract_id=contract.id,
        project_id=contract.project_id,
        cluster_id=contract.cluster_id,
        region_id=contract.region_id,
        organization_id=contract.organization_id,
        item_id=entry.item_id,
        method=item["method"],
        worker_ids=[str(worker_id) for worker_id in entry.worker_ids],
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        served_on=entry.served_on,
        community_id=entry.community_id,
        place=entry.place,
        qty=entry.qty,
        beneficiaries=[*entry.beneficiaries],
        vulnerable=False,
        headcount=entry.headcount,
        phase=entry.phase,
        session=entry.session,
        sessions=entry.sessions,
        attachments=[*entry.attachments],
        narrative=None if told is None else uow.vault.seal(NARRATIVE, log_id, told),
        narrative_mark=None if told is None else uow.vault.blind(NARRATIVE, told).hex(),
        flags=[],
        entered_by=uow.actor.id,
        entered_at=uow.at,
    )
