"""Questions about clocks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.needs.clock.model import SlaClock
from shared.db import UnitOfWork


async def clocks_of(uow: UnitOfWork, need_id: UUID) -> Sequence[SlaClock]:
    """Every clock a need ever had, in the order they started."""
    mine = select(SlaClock).where(SlaClock.need_id == need_id)
    return (await uow.session.scalars(mine.order_by(SlaClock.id))).all()
