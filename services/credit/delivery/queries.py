"""What is known of contracts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.credit.delivery.model import SOURCE, ContractPart, ContractRecord, Stake
from services.credit.transfer.model import Transfer, TransferKind
from shared.db import UnitOfWork


async def parts_of(uow: UnitOfWork, contract_id: UUID) -> Sequence[ContractPart]:
    """Every part of a contract."""
    mine = select(ContractPart).where(ContractPart.contract_id == contract_id)
    return (await uow.session.scalars(mine)).all()


async def contracts_of(uow: UnitOfWork, organization_id: UUID) -> Sequence[ContractRecord]:
    """An organization's contracts, locked."""
    mine = select(ContractRecord).where(ContractRecord.organization_id == organization_id)
    return (await uow.session.scalars(mine.order_by(ContractRecord.id).with_for_update())).all()


async def delivered_by(uow: UnitOfWork, transfer: Transfer) -> ContractPart | Stake | None:
    """What a transfer gave or took credits for: a part of a contract, or one of its sums.

    None where it took back, or gave back, what had moved for it before.
    """
    if transfer.source_type != SOURCE:
        return None
    why = transfer.explanation
    takes = transfer.kind is TransferKind.PENALIZE
    if takes != (why["after"] < why["before"]):
        return None
    if takes or transfer.kind is TransferKind.EVALUATE:
        return Stake.of(await uow.get(ContractRecord, transfer.source_id), transfer.kind, why)
    return await uow.get(ContractPart, UUID(why["part"])) if "part" in why else None
