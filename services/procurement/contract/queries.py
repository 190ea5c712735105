"""Which contracts someone may see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.procurement.contract.model import Contract
from services.procurement.fund.queries import check_charge_of
from services.procurement.project.queries import MEMBERS, STAFF, check_no_party_to
from services.procurement.succession.queries import held, standings_of
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.schemas import merge


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see the contracts of their region, an organization its own."""
    if actor is SYSTEM:
        return true()
    governed = within(actor, *STAFF, region=Contract.region_id)
    mine = held(actor, *MEMBERS, of=Contract.organization_id, contract=Contract.id)
    return or_(governed, mine)


@by_rights
def contracts(actor: Actor) -> Select[Contract]:
    """The contracts in sight."""
    return select(Contract).where(visible(actor))


async def seen_contract(uow: UnitOfWork, contract_id: UUID) -> Contract:
    """One contract in sight, or Unknown."""
    return await uow.see(Contract, contract_id, visible(uow.actor))


async def contract_in_charge(uow: UnitOfWork, contract_id: UUID, *roles: Role) -> Contract:
    """A contract in sight, locked, that the caller decides on: by his role, and as no party."""
    contract = await uow.get(Contract, contract_id, where=visible(uow.actor))
    await check_charge_of(uow, contract.region_id, *roles)
    await check_no_party_to(uow, contract.project_id, contract.organization_id)
    return contract


async def shown(uow: UnitOfWork, contract: Contract) -> Any:
    """A contract with who delivers it now."""
    return (await all_shown(uow, [contract]))[0]


async def all_shown(uow: UnitOfWork, contracts: Sequence[Contract]) -> list[Any]:
    """Contracts with who delivers each of them now."""
    standings = await standings_of(uow, *contracts)
    return [
        merge(one, supplier_id=now.supplier_id, heirs=now.heirs)
        for one, now in zip(contracts, standings, strict=True)
    ]
