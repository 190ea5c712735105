"""Questions about supports."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, true

from services.needs.need.model import Need
from services.needs.need.queries import followable
from services.needs.support.model import Support
from services.needs.support.states import Stance
from shared.db import UnitOfWork
from shared.errors import Unknown

_TOLD = (
    *(Need.id, Need.need_no, Need.region_id, Need.category_code, Need.state, Need.route),
    *(Need.submitted_at, Need.due_at, Need.resolved_at),
)
"""What of a need is told to everybody: not its words, its place and its people."""
_SUPPORTING = func.count().filter(Support.stance == Stance.NEED).label("supporting")
_OPPOSING = func.count().filter(Support.stance == Stance.OPPOSE).label("opposing")


async def followed(uow: UnitOfWork, need_id: UUID) -> Need:
    """A need whose progress the caller may see, or Unknown; nothing is locked."""
    wanted = select(Need).where(Need.id == need_id, followable(uow.actor))
    found = (await uow.session.scalars(wanted)).one_or_none()
    if found is None:
        raise Unknown(kind="need", id=str(need_id))
    return found


async def progress(uow: UnitOfWork, need_id: UUID, *, household_id: UUID) -> Row[Any]:
    """How a need goes on and what households say of it, if the caller may know, or Unknown."""
    mine = func.max(Support.stance).filter(Support.household_id == household_id)
    said = select(_SUPPORTING, _OPPOSING, mine.label("mine")).where(Support.need_id == Need.id)
    told = said.lateral("said")
    wanted = select(*_TOLD, *told.c).select_from(Need).join(told, true())
    seen = wanted.where(Need.id == need_id, followable(uow.actor))
    found = (await uow.session.execute(seen)).one_or_none()
    if found is None:
        raise Unknown(kind="need", id=str(need_id))
    return found


async def word_of(uow: UnitOfWork, *, need_id: UUID, household_id: UUID) -> Support | None:
    """What a household said about a need."""
    wanted = select(Support).where(Support.need_id == need_id, Support.household_id == household_id)
    return (await uow.session.scalars(wanted)).one_or_none()
