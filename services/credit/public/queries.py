"""Sums over the journal that anyone may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from services.credit.account.model import Account, AccountKind, Unit
from services.credit.organization_replica.model import ACTIVE, OrganizationReplica
from services.credit.transfer.model import Entry, Transfer, TransferKind
from shared import regions
from shared.db import UnitOfWork
from shared.regions import RegionReplica

REGISTERED = "registered"
"""The registry's word for an organization that is more than filed."""

EARNED = (
    TransferKind.EARN,
    TransferKind.ADJUST,
    TransferKind.EVALUATE,
    TransferKind.REVERSE,
    TransferKind.PENALIZE,
)
"""What raises or lowers what an organization earned; spending does not."""


async def _earned(
    uow: UnitOfWork, region_id: UUID | None, *columns: Any, since: date, until: date
) -> Select[Any]:
    """Entries of organizations' accounts that count as earned, of a period and a region subtree."""
    sums = (
        select(*columns)
        .select_from(Entry)
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .join(Account, Account.id == Entry.account_id)
        .where(Account.kind == AccountKind.HOLDER, Account.unit == Unit.CREDIT)
        .where(Transfer.kind.in_(EARNED))
        .where(Entry.effective_on >= since, Entry.effective_on < until)
    )
    if region_id is None:
        return sums
    region = await regions.get(uow.session, region_id)
    below = RegionReplica.path.startswith(region.path, autoescape=True)
    return sums.where(Account.region_id.in_(select(RegionReplica.id).where(below)))


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
