"""What is known of contracts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.credit.delivery.model import ContractPart, ContractRecord, LogRecord
from shared.db import UnitOfWork


async def logs_of(uow: UnitOfWork, contract_id: UUID) -> Sequence[LogRecord]:
    """Every log of a contract."""
    mine = select(LogRecord).where(LogRecord.contract_id == contract_id)
    return (await uow.session.scalars(mine.order_by(LogRecord.id))).all()


async def parts_of(uow: UnitOfWork, contract_id: UUID) -> Sequence[ContractPart]:
    """Every part of a contract."""
    mine = select(ContractPart).where(ContractPart.contract_id == contract_id)
    return (await uow.session.scalars(mine)).all()


async def contracts_of(uow: UnitOfWork, organization_id: UUID) -> Sequence[ContractRecord]:
    """An organization's contracts, locked."""
    mine = select(ContractRecord).where(ContractRecord.organization_id == organization_id)
    return (await uow.session.scalars(mine.order_by(ContractRecord.id).with_for_update())).all()
