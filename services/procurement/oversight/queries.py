"""Who sees what is delivered under a contract, and who may judge it.

Every row of delivery carries the contract's region and organization, so one predicate serves them
all; nobody judges the work of his own organization (spec/procurement.md §2.0).
"""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from services.procurement.contract.model import Contract
from services.procurement.fund.queries import check_charge_of
from services.procurement.oversight.errors import DutyConflict, OwnWork, SupplierOnly
from services.procurement.worker_replica.queries import is_of
from shared.access import SYSTEM, Actor, Role, within
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


def overseen(actor: Actor, table: Any) -> ColumnElement[bool]:
    """The rows of a table of delivery in sight: the region's for staff, its own for a supplier."""
    if actor is SYSTEM:
        return and_(True)  # noqa: FBT003 - the condition that holds for every row
    return within(
        actor, *SEEING, *SUPPLIERS, region=table.region_id, organization=table.organization_id
    )


async def contract_overseen(uow: UnitOfWork, contract_id: UUID) -> Contract:
    """One contract in the caller's sight, locked against other commands, or Unknown."""
    return await uow.get(Contract, contract_id, where=overseen(uow.actor, Contract))


def check_supplier(actor: Actor, of: Delivery, *roles: Role) -> None:
    """Refuse whoever does not act for the organization that delivers."""
    if not actor.acts_for(of.organization_id, *(roles or SUPPLIERS)):
        raise SupplierOnly


async def check_charge(uow: UnitOfWork, of: Delivery, *roles: Role) -> None:
    """Refuse whoever is not in charge of the region in one of the roles, or is of the supplier."""
    await check_charge_of(uow, of.region_id, *roles)
    await check_not_own(uow, of)


async def check_accepts(uow: UnitOfWork, contract: Contract, *roles: Role) -> None:
    """Refuse besides who drew the contract up, or signed it for the buyer."""
    await check_charge(uow, contract, *roles)
    if uow.actor.id in (contract.buyer_id, contract.buyer_signed_by):
        raise DutyConflict


async def check_not_own(uow: UnitOfWork, of: Delivery) -> None:
    """Refuse members of the supplier, in whatever role they come."""
    if await is_of(uow, of.organization_id):
        raise OwnWork
