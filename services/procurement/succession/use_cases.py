"""What is kept when a body ends by merging or by being split, and what a buyer says then."""

from collections.abc import Collection
from uuid import UUID

from services.procurement.claim.queries import check_eligible
from services.procurement.contract.model import Contract
from services.procurement.contract.queries import contract_in_charge
from services.procurement.project.queries import AUTHORS
from services.procurement.settlement.model import SILENCE
from services.procurement.settlement.queries import unanswered
from services.procurement.succession.errors import Circular, NotAnHeir, SupplierKnown
from services.procurement.succession.model import NamedHeir, Succession
from services.procurement.succession.queries import heirs_of, standing_of
from services.procurement.succession.rules import reach
from shared.db import UnitOfWork
from shared.durations import due


async def take_succession(
    uow: UnitOfWork, *, organization_id: UUID, successors: Collection[UUID]
) -> None:
    """Take down who took over; once, as it was first told."""
    heirs = await heirs_of(uow, organization_id, *successors)
    if organization_id in reach(successors, heirs):
        raise Circular(organization=str(organization_id))
    if organization_id in heirs:
        return
    for successor_id in successors:
        uow.add(Succession(organization_id=organization_id, successor_id=successor_id))


async def name_heir(uow: UnitOfWork, *, contract_id: UUID, successor_id: UUID) -> Contract:
    """Say which heir of a supplier that was split delivers a contract from now on; for good.

    It has as long to answer a settlement as the one that it takes over from had.
    """
    waiting = await unanswered(uow, contract_id)
    contract = await contract_in_charge(uow, contract_id, *AUTHORS)
    before = await standing_of(uow, contract)
    if not before.heirs:
        raise SupplierKnown(supplier_id=before.body)
    if successor_id not in before.heirs:
        raise NotAnHeir(heirs=[*before.heirs])
    uow.add(
        NamedHeir(
            contract_id=contract.id,
            organization_id=before.body,
            successor_id=successor_id,
            named_by=uow.actor.id,
            named_at=uow.at,
        )
    )
    if waiting is not None:
        waiting.answer_by = due(uow.at, SILENCE.kept(contract.rules)).at
    await uow.flush()
    if supplier := (await standing_of(uow, contract)).supplier_id:  # it may be gone itself by now
        await check_eligible(uow, supplier, contract.project_id)
    return contract
