"""Figures that anyone may see, and which of them are withheld."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Subquery, func, select

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

Parts = dict[str, dict[str, int]]
"""What each figure rests on, by the parts of a region."""


async def path_of(uow: UnitOfWork, region_id: UUID | None) -> str:
    """What the paths of a region and of all below it begin with; those of every region, without."""
    return "" if region_id is None else (await regions.get(uow.session, region_id)).path


async def untold_months(uow: UnitOfWork, path: str, *, since: date, until: date) -> set[str]:
    """The months in which a region's figure is withheld, since it or it with others tells a few."""

    async def read(above: str) -> Parts:
        found: Parts = {}
        for row in await parts(uow, above, since=since, until=until):
            found.setdefault(row.month, {})[row.part] = row.postings
        return found

    return await _untold(path, read)


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

    async def read(above: str) -> Parts:
        part = func.substr(RegionReplica.path, len(above) + 1, regions.LINK)
        counted = (
            select(part.label("part"), func.count().label("number"))
            .select_from(served)
            .join(RegionReplica, RegionReplica.id == served.c.region_id)
            .where(RegionReplica.path.startswith(above, autoescape=True))
            .group_by(part)
        )
        rows = (await uow.session.execute(counted)).all()
        return {"": {row.part: row.number for row in rows}}

    return bool(await _untold(path, read))


async def _untold(path: str, read: Callable[[str], Awaitable[Parts]]) -> set[str]:
    """Which figures of a region are withheld; nobody asks further up than it takes to know."""
    links = regions.links(path)
    found, unsure = set[str](), None
    for depth in reversed(range(len(links))):
        told = await read("".join(links[:depth]))
        known = {
            one: is_untold(links[depth], below)
            for one, below in told.items()
            if unsure is None or one in unsure
        }
        found |= {one for one, withheld in known.items() if withheld}
        unsure = {one for one, withheld in known.items() if withheld is None}
        if not unsure:
            break
    return found
