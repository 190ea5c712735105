"""Sums over the journal that anyone may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from services.credit.account.model import Account, AccountKind, Unit
from services.credit.delivery.model import ContractRecord, LogRecord
from services.credit.order_record.model import OrderRecord
from services.credit.organization_replica.model import ACTIVE, OrganizationReplica
from services.credit.tier.queries import earned
from services.credit.transfer.model import Entry
from shared import regions
from shared.db import UnitOfWork
from shared.regions import RegionReplica

REGISTERED = "registered"
"""The registry's word for an organization that is more than filed."""

Ages = Row[int, int, int]
"""How many there were in all, of young organizations, and of organizations of unknown age."""


async def _earned(
    uow: UnitOfWork, region_id: UUID | None, *columns: Any, since: date, until: date
) -> Select[Any]:
    """Entries of organizations' accounts that count as earned, of a period and a region subtree.

    What counts here is what counts towards a tier.
    """
    sums = (
        earned(select(*columns))
        .join(Account, Account.id == Entry.account_id)
        .where(Account.kind == AccountKind.HOLDER, Account.unit == Unit.CREDIT)
        .where(Entry.effective_on >= since, Entry.effective_on < until)
    )
    return sums.where(*await _below(uow, region_id, Account.region_id))


async def _below(
    uow: UnitOfWork, region_id: UUID | None, column: InstrumentedAttribute[UUID]
) -> list[ColumnElement[bool]]:
    """That something lies in a region's subtree; nothing without a region."""
    if region_id is None:
        return []
    region = await regions.get(uow.session, region_id)
    below = RegionReplica.path.startswith(region.path, autoescape=True)
    return [column.in_(select(RegionReplica.id).where(below))]


async def leaders(
    uow: UnitOfWork, region_id: UUID | None, category: str | None, *, since: date, until: date
) -> Sequence[Any]:
    """Registered organizations by what they earned: name, tier, credits, postings."""
    organization = OrganizationReplica
    columns = (
        organization.id,
        organization.name,
        Account.tier,
        func.sum(Entry.amount).label("earned"),
        func.count().label("postings"),
    )
    sums = await _earned(uow, region_id, *columns, since=since, until=until)
    ranked = (
        sums.join(organization, organization.id == Account.organization_id)
        .where(organization.tier == REGISTERED, organization.state == ACTIVE)
        .group_by(organization.id, organization.name, Account.tier)
        .order_by(func.sum(Entry.amount).desc(), organization.id)
    )
    if category is not None:
        ranked = ranked.where(organization.legal_type == category)
    return list(await uow.session.execute(ranked))


async def months(
    uow: UnitOfWork, region_id: UUID | None, *, since: date, until: date
) -> Sequence[Any]:
    """What was earned in each month: credits, postings, organizations."""
    month = func.to_char(Entry.effective_on, "YYYY-MM").label("month")
    columns = (
        month,
        func.sum(Entry.amount).label("earned"),
        func.count().label("postings"),
        func.count(Entry.account_id.distinct()).label("organizations"),
    )
    sums = await _earned(uow, region_id, *columns, since=since, until=until)
    return list(await uow.session.execute(sums.group_by(month).order_by(month)))


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
    """Contracts whose first verified service lies in a period, counted in the same way."""
    begun = (
        select(LogRecord.contract_id, func.min(LogRecord.served_on).label("day"))
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
