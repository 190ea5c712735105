"""Questions about what is done about resolutions, which is public."""

from uuid import UUID

from sqlalchemy import Select, select

from services.needs.implementation.model import Item, ItemRating
from shared.db import UnitOfWork

ALL = select(Item)
"""Made once, so that pages of it are, too (shared/pages.py)."""


def ratings_of(person_id: UUID) -> Select[ItemRating]:
    """How he found what was done."""
    return select(ItemRating).where(ItemRating.person_id == person_id)


async def is_rated(uow: UnitOfWork, item_id: UUID, roll_no: str) -> bool:
    """Whether a number rated an item already."""
    mine = select(ItemRating.id).where(ItemRating.item_id == item_id, ItemRating.roll_no == roll_no)
    return await uow.session.scalar(mine) is not None
