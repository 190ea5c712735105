"""What is known of contracts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.credit.delivery.model import SOURCE, ContractPart, ContractRecord
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


async def delivered_by(uow: UnitOfWork, transfer: Transfer) -> ContractPart | ContractRecord | None:
    """The part of a contract that a transfer gave credits for, or the contract for its share.

    None where it took them, or gave them for something else.
    """
    why = transfer.explanation
    if transfer.source_type != SOURCE or why["after"] < why["before"]:
        return None
    if transfer.kind is TransferKind.EVALUATE:
        return await uow.get(ContractRecord, transfer.source_id)
    return await uow.get(ContractPart, UUID(why["part"])) if "part" in why else None
