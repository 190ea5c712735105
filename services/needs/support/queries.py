"""Questions about supports."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, or_, select, true

from services.needs.need.model import Need
from services.needs.need.queries import followable
from services.needs.support.model import Support
from services.needs.support.states import Stance
from shared.access import Actor, by_rights
from shared.db import UnitOfWork
from shared.errors import Unknown

_TOLD = (
    *(Need.id, Need.need_no, Need.region_id, Need.category_code, Need.state, Need.route),
    *(Need.submitted_at, Need.due_at, Need.resolved_at),
)
"""What of a need is told to everybody: not its words, its place and its people."""
_THEIRS, _HIS = (
    func.max(Support.stance).filter(who == bindparam(name))
    for name, who in (("household_id", Support.household_id), ("person_id", Support.person_id))
)
"""What his household said; or he himself, before he moved into it."""
_SAID = (
    select(
        func.count().filter(Support.stance == Stance.NEED).label("supporting"),
        func.count().filter(Support.stance == Stance.OPPOSE).label("opposing"),
        func.coalesce(_THEIRS, _HIS).label("mine"),
    )
    .where(Support.need_id == Need.id)
    .lateral("said")
)
_PROGRESS = (
    select(*_TOLD, *_SAID.c)
    .select_from(Need)
    .join(_SAID, true())
    .where(Need.id == bindparam("need_id"))
)


@by_rights
def _progress(actor: Actor) -> Select[Any]:
    return _PROGRESS.where(followable(actor))


async def followed(uow: UnitOfWork, need_id: UUID) -> Need:
    """A need whose progress the caller may see, or Unknown; nothing is locked."""
    return await uow.see(Need, need_id, followable(uow.actor))


async def progress(uow: UnitOfWork, need_id: UUID) -> Row[Any]:
    """How a need goes on and what households say of it, if the caller may know, or Unknown."""
    him = {"household_id": uow.actor.household_id, "person_id": uow.actor.person_id}
    asked = {"need_id": need_id} | him
    found: Row[Any] | None = (await uow.session.execute(_progress(uow.actor), asked)).one_or_none()
    if found is None:
        raise Unknown(kind="need", id=str(need_id))
    return found


async def word_of(
    uow: UnitOfWork, *, need_id: UUID, household_id: UUID, person_id: UUID
) -> Support | None:
    """What a household said about a need, or he himself before he moved into it."""
    theirs = Support.household_id == household_id
    wanted = select(Support).where(
        Support.need_id == need_id, or_(theirs, Support.person_id == person_id)
    )
    return await uow.session.scalar(wanted.order_by(theirs.desc()).limit(1))
