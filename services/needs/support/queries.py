"""Questions about supports."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select

from services.needs.need.model import Need
from services.needs.need.queries import followable
from services.needs.support.model import Support
from services.needs.support.states import Stance
from shared.db import UnitOfWork
from shared.errors import Unknown


async def followed(uow: UnitOfWork, need_id: UUID) -> Need:
    """A need whose progress the caller may see, or Unknown; nothing is locked."""
    wanted = select(Need).where(Need.id == need_id, followable(uow.actor))
    found = (await uow.session.scalars(wanted)).one_or_none()
    if found is None:
        raise Unknown(kind="need", id=str(need_id))
    return found


async def word_of(uow: UnitOfWork, *, need_id: UUID, household_id: UUID) -> Support | None:
    """What a household said about a need."""
    wanted = select(Support).where(Support.need_id == need_id, Support.household_id == household_id)
    return (await uow.session.scalars(wanted)).one_or_none()


async def stances(uow: UnitOfWork, need_id: UUID) -> Counter[Stance]:
    """How many households said what about a need."""
    counted = select(Support.stance, func.count().label("households")).where(
        Support.need_id == need_id
    )
    rows = await uow.session.execute(counted.group_by(Support.stance))
    return Counter({row.stance: row.households for row in rows})
