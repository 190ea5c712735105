"""What is known of records of service."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select

from services.credit.log_record.model import Fact, LogRecord, logs_named
from shared.db import UnitOfWork


async def logs_of(uow: UnitOfWork, contract_id: UUID) -> Sequence[LogRecord]:
    """Every log of a contract."""
    mine = select(LogRecord).where(LogRecord.contract_id == contract_id)
    return (await uow.session.scalars(mine.order_by(LogRecord.id))).all()


async def logs_named_in(
    uow: UnitOfWork, facts: Sequence[Fact]
) -> tuple[set[UUID], dict[UUID, LogRecord]]:
    """The logs that facts speak of, and those of them that are known."""
    named = {log_id for fact in facts for log_id in logs_named(fact)}
    wanted = select(LogRecord).where(LogRecord.id == any_(literal(list(named), ARRAY(Uuid))))
    return named, {log.id: log for log in await uow.session.scalars(wanted)}
