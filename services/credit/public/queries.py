"""Figures that anyone may see, and which of them are withheld."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Subquery, Text, func, select
from sqlalchemy.dialects.postgresql import array

from services.credit.delivery.model import ContractRecord
from services.credit.log_record.model import LogRecord
from services.credit.order_record.model import OrderRecord
from services.credit.organization_replica.model import OrganizationReplica
from services.credit.public.rules import is_untold
from services.credit.roll_up.queries import parts
from shared import regions
from shared.db import UnitOfWork
from shared.regions import RegionReplica

Ages = Row[int, int, int]
"""How many there were in all, of young organizations, and of organizations of unknown age."""


async def path_of(uow: UnitOfWork, region_id: UUID | None) -> str:
    """What the paths of a region and of all below it begin with; those of every region, without."""
    return "" if region_id is None else (await regions.get(uow.session, region_id)).path


async def untold_months(uow: UnitOfWork, path: str, *, since: date, until: date) -> set[str]:
    """The months in which a region's figure is withheld, since it or it with others tells a few."""
    above = _above(path)
    found: dict[str, list[Any]] = {}
    for row in await parts(uow, above, since=since, until=until) if above else ():
        found.setdefault(row.month, []).append(row)
    return {month for month, rows in found.items() if _untold(path, rows)}


def orders_of(*, since: date, until: date) -> Subquery:
    """Confirmed orders of a period."""
    day = OrderRecord.confirmed_on
    found = select(OrderRecord.organization_id, OrderRecord.region_id, day.label("day"))
    return found.where(day >= since, day < until, OrderRecord.failed_at.is_(None)).subquery()


def contracts_of(*, since: date, until: date) -> Subquery:
    """Contracts whose first service that still counts lies in a period."""
    begun = (
        select(LogRecord.contract_id, func.min(LogRecord.served_on).label("day"))
        .where(~LogRecord.rejected, ~LogRecord.fabricated)
        .group_by(LogRecord.contract_id)
        .subquery()
    )
    return (
        select(ContractRecord.organization_id, ContractRecord.region_id, begun.c.day)
        .join(begun, ContractRecord.id == begun.c.contract_id)
        .where(begun.c.day >= since, begun.c.day < until)
        .subquery()
    )


async def ages(uow: UnitOfWork, served: Subquery, path: str) -> Ages:
    """How many of them lie in a region, and how old their organizations were."""
    founded = OrganizationReplica.founded_on
    young = founded > served.c.day - func.make_interval(1)  # years
    counted = (
        select(
            func.count().label("total"),
            func.count().filter(young).label("young"),
            func.count().filter(founded.is_(None)).label("unknown"),
        )
        .select_from(served)
        .outerjoin(OrganizationReplica, OrganizationReplica.id == served.c.organization_id)
    )
    if path:
        counted = counted.where(served.c.region_id.in_(regions.below(path)))
    return (await uow.session.execute(counted)).one()


async def is_withheld(uow: UnitOfWork, served: Subquery, path: str) -> bool:
    """Whether how many of them lie in a region is withheld, since that tells a few, or others'."""
    if not path:
        return False
    paths = func.unnest(array(_above(path), type_=Text))
    above = paths.table_valued("path", name="above").render_derived()
    depth = func.length(above.c.path)
    part = func.substr(RegionReplica.path, depth + 1, regions.LINK)
    counted = (
        select(depth.label("depth"), part.label("part"), func.count().label("postings"))
        .select_from(served)
        .join(RegionReplica, RegionReplica.id == served.c.region_id)
        .join(above, func.starts_with(RegionReplica.path, above.c.path))
        .group_by(depth, part)
    )
    return _untold(path, (await uow.session.execute(counted)).all())


def _above(path: str) -> list[str]:
    links = regions.links(path)
    return ["".join(links[:depth]) for depth in range(len(links))]


def _untold(path: str, rows: Sequence[Any]) -> bool:
    levels: dict[int, dict[str, int]] = {len(one): {} for one in _above(path)}
    for row in rows:
        levels[row.depth][row.part] = row.postings
    return is_untold(regions.links(path), [*levels.values()])
