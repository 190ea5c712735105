"""Who took over from whom; read whenever it matters, so no order of arrival makes a difference."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from services.procurement.succession.model import Succession
from services.procurement.succession.rules import Heirs, reach
from shared.db import UnitOfWork


async def heirs_of(uow: UnitOfWork, *bodies: UUID) -> Heirs:
    """Those of these bodies, and of their successors, that ended, with who took over."""
    pair = select(Succession.organization_id, Succession.successor_id)
    first = pair.where(Succession.organization_id.in_(bodies)).cte(recursive=True)
    later = pair.join(first, Succession.organization_id == first.c.successor_id)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for ended, successor in await uow.session.execute(select(first.union(later))):
        found[ended].append(successor)
    return found


async def forebears_of(uow: UnitOfWork, body: UUID) -> set[UUID]:
    """This body and all it took over from."""
    ended = select(Succession.organization_id)
    first = ended.where(Succession.successor_id == body).cte(recursive=True)
    earlier = ended.join(first, Succession.successor_id == first.c.organization_id)
    return {body, *await uow.session.scalars(select(first.union(earlier)))}


async def related(uow: UnitOfWork, some: Collection[UUID], others: Collection[UUID]) -> bool:
    """Whether one of some bodies is one of the others, or has become one with it."""
    if not some or not others:
        return False
    heirs = await heirs_of(uow, *some, *others)
    return not reach(some, heirs).isdisjoint(reach(others, heirs))
