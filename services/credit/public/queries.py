"""Shares that anyone may see."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from services.credit.delivery.model import ContractRecord
from services.credit.log_record.model import LogRecord
from services.credit.order_record.model import OrderRecord
from services.credit.organization_replica.model import OrganizationReplica
from shared import regions
from shared.db import UnitOfWork

Ages = Row[int, int, int]
"""How many there were in all, of young organizations, and of organizations of unknown age."""


async def path_of(uow: UnitOfWork, region_id: UUID | None) -> str:
    """What the paths of a region and of all below it begin with; those of every region, without."""
    return "" if region_id is None else (await regions.get(uow.session, region_id)).path


async def _below(
    uow: UnitOfWork, region_id: UUID | None, column: InstrumentedAttribute[UUID]
) -> list[ColumnElement[bool]]:
    """That something lies in a region's subtree; nothing without a region."""
    if region_id is None:
        return []
    return [column.in_(regions.below(await path_of(uow, region_id)))]


async def orders_by_age(
    uow: UnitOfWork, region_id: UUID | None, *, since: date, until: date
) -> Ages:
    """Confirmed orders of a period: all, those of young organizations, those of unknown age."""
    day = OrderRecord.confirmed_on
    counted = (
        _ages(day)
        .select_from(OrderRecord)
        .outerjoin(OrganizationReplica, OrganizationReplica.id == OrderRecord.organization_id)
        .where(day >= since, day < until, OrderRecord.failed_at.is_(None))
        .where(*await _below(uow, region_id, OrderRecord.region_id))
    )
    return (await uow.session.execute(counted)).one()


async def contracts_by_age(
    uow: UnitOfWork, region_id: UUID | None, *, since: date, until: date
) -> Ages:
    """Contracts whose first service that still counts lies in a period, in the same way."""
    begun = (
        select(LogRecord.contract_id, func.min(LogRecord.served_on).label("day"))
        .where(~LogRecord.rejected, ~LogRecord.fabricated)
        .group_by(LogRecord.contract_id)
        .subquery()
    )
    counted = (
        _ages(begun.c.day)
        .select_from(begun)
        .join(ContractRecord, ContractRecord.id == begun.c.contract_id)
        .outerjoin(OrganizationReplica, OrganizationReplica.id == ContractRecord.organization_id)
        .where(begun.c.day >= since, begun.c.day < until)
        .where(*await _below(uow, region_id, ContractRecord.region_id))
    )
    return (await uow.session.execute(counted)).one()


def _ages(day: Any) -> Select[int, int, int]:
    """How many there are, how many of organizations founded in the year before that day."""
    founded = OrganizationReplica.founded_on
    young = founded > day - func.make_interval(1)  # years
    return select(
        func.count().label("total"),
        func.count().filter(young).label("young"),
        func.count().filter(founded.is_(None)).label("unknown"),
    )
