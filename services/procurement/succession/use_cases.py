"""What is kept when a body ends by merging or by being split, and what a buyer says then."""

from collections.abc import Collection
from uuid import UUID

from services.procurement.claim.queries import check_eligible
from services.procurement.contract.model import Contract
from services.procurement.contract.queries import contract_in_charge
from services.procurement.project.queries import AUTHORS
from services.procurement.settlement.model import SILENCE, Settlement
from services.procurement.settlement.queries import unanswered
from services.procurement.succession.errors import Circular, NotAnHeir, SupplierKnown
from services.procurement.succession.model import NamedHeir, Succession
from services.procurement.succession.queries import (
    forebears_of,
    heirs_of,
    standing_of,
    standings_of,
)
from services.procurement.succession.rules import reach
from shared.db import UnitOfWork


async def take_succession(
    uow: UnitOfWork, *, organization_id: UUID, successors: Collection[UUID]
) -> None:
    """Take down who took over; once, as it was first told.

    Where all heirs of a supplier become one with it, that has the whole time to answer.
    """
    heirs = await heirs_of(uow, organization_id, *successors)
    if organization_id in reach(successors, heirs):
        raise Circular(organization=str(organization_id))
    if organization_id in heirs:
        return
    before = await forebears_of(uow, organization_id)
    waiting = await unanswered(uow, Settlement.organization_id.in_(before))
    contracts = [await uow.session.get_one(Contract, one.contract_id) for one in waiting]
    unclear = [one.heirs for one in await standings_of(uow, *contracts)]
    for successor_id in successors:
        uow.add(Succession(organization_id=organization_id, successor_id=successor_id))
    await uow.flush()
    clear = [one.supplier_id for one in await standings_of(uow, *contracts)]
    for settlement, contract, was, now in zip(waiting, contracts, unclear, clear, strict=True):
        if was and now:
            settlement.ask(silence=SILENCE.kept(contract.rules), at=uow.at)


async def name_heir(uow: UnitOfWork, *, contract_id: UUID, successor_id: UUID) -> Contract:
    """Say which heir of a supplier that was split delivers a contract from now on; for good.

    It has as long to answer a settlement as the one that it takes over from had.
    """
    waiting = await unanswered(uow, Settlement.contract_id == contract_id)
    contract = await contract_in_charge(uow, contract_id, *AUTHORS)
    before = await standing_of(uow, contract)
    if not before.heirs:
        raise SupplierKnown(supplier_id=before.body)
    if successor_id not in before.heirs:
        raise NotAnHeir("/successor_id", heirs=[*before.heirs])
    uow.add(
        NamedHeir(
            contract_id=contract.id,
            organization_id=before.body,
            successor_id=successor_id,
            named_by=uow.actor.id,
            named_at=uow.at,
        )
    )
    for settlement in waiting:
        settlement.ask(silence=SILENCE.kept(contract.rules), at=uow.at)
    await uow.flush()
    if supplier := (await standing_of(uow, contract)).supplier_id:  # it may be gone itself by now
        await check_eligible(uow, supplier, contract.project_id)
    return contract
