"""Which contracts someone may see."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.procurement.contract.model import Contract
from services.procurement.contract.states import ContractState
from services.procurement.project.queries import MEMBERS, STAFF
from shared.access import SYSTEM, Actor, within
from shared.db import UnitOfWork
from shared.errors import Unknown


def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see the contracts of their region, an organization its own."""
    if actor is SYSTEM:
        return and_(True)  # noqa: FBT003 - the condition that holds for every row
    governed = within(actor, *STAFF, region=Contract.region_id)
    return or_(governed, within(actor, *MEMBERS, organization=Contract.organization_id))


def contracts(
    actor: Actor, *, state: ContractState | None, project_id: UUID | None
) -> Select[Contract]:
    """The contracts in sight, perhaps only some."""
    wanted: dict[Any, Any] = {Contract.state: state, Contract.project_id: project_id}
    given = [column == value for column, value in wanted.items() if value is not None]
    return select(Contract).where(visible(actor), *given)


async def seen_contract(uow: UnitOfWork, contract_id: UUID) -> Contract:
    """One contract in sight, or Unknown."""
    wanted = select(Contract).where(Contract.id == contract_id, visible(uow.actor))
    found = await uow.session.scalar(wanted)
    if found is None:
        raise Unknown(kind="contract", id=str(contract_id))
    return found
