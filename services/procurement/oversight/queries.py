"""Who sees what is delivered under a contract, and who may judge it.

Every row of delivery carries the contract's region and organization, so one predicate serves them
all; nobody judges the work of his own organization (spec/procurement.md §2.0).
"""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from services.procurement.contract.model import Contract
from services.procurement.fund.queries import check_charge_of
from services.procurement.oversight.errors import DutyConflict, OwnWork, SupplierOnly
from services.procurement.succession.model import NamedHeir
from services.procurement.succession.queries import acts_for_supplier, held
from services.procurement.worker_replica.queries import is_of
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

CHECKERS = (Role.COMMUNITY_MANAGER, Role.BUYER)
"""The buyer's side: they verify logs, evaluate for the government, draw up settlements."""

SUPPLIERS = (Role.ORG_MANAGER, Role.SOCIAL_WORKER)
"""Who records and disputes for the organization that delivers."""

SEEING = (
    *(*CHECKERS, Role.FINANCE, Role.STREET_OFFICER),
    *(Role.SUPERVISING_AUTHORITY, Role.CITY_ADMIN, Role.AUDITOR),
)
"""Who sees every delivery of his region."""


class Delivery(Protocol):
    """Anything that belongs to one contract."""

    region_id: Any
    organization_id: Any


@by_rights
def overseen(actor: Actor, table: Any) -> ColumnElement[bool]:
    """The rows of a table of delivery in sight: the region's for staff, its own for a supplier."""
    if actor is SYSTEM:
        return true()
    seeing = (*SEEING, *SUPPLIERS)
    contract_id = table.id if table is Contract else table.contract_id
    mine = held(actor, *seeing, of=table.organization_id, contract=contract_id)
    return or_(within(actor, *seeing, region=table.region_id), mine)


async def contract_overseen(uow: UnitOfWork, contract_id: UUID) -> Contract:
    """One contract in the caller's sight, locked against other commands, or Unknown."""
    return await uow.get(Contract, contract_id, where=overseen(uow.actor, Contract))


async def check_supplier(uow: UnitOfWork, contract: Contract) -> None:
    """Refuse whoever does not act for the organization that delivers."""
    if not await acts_for_supplier(uow, contract, *SUPPLIERS):
        raise SupplierOnly


async def check_charge(uow: UnitOfWork, of: Delivery, *roles: Role) -> None:
    """Refuse whoever is not in charge of the region in one of the roles, or is of the supplier."""
    await check_charge_of(uow, of.region_id, *roles)
    await check_not_own(uow, of)


async def check_accepts(uow: UnitOfWork, contract: Contract, *roles: Role) -> None:
    """Refuse besides who drew the contract up, signed it for the buyer, or named its heir."""
    await check_charge(uow, contract, *roles)
    naming = await uow.session.scalars(
        select(NamedHeir.named_by).where(NamedHeir.contract_id == contract.id)
    )
    if uow.actor.id in (contract.buyer_id, contract.buyer_signed_by, *naming):
        raise DutyConflict


async def check_not_own(uow: UnitOfWork, of: Delivery) -> None:
    """Refuse members of the supplier, in whatever role they come."""
    if await is_of(uow, of.organization_id):
        raise OwnWork
