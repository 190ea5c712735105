"""Questions about objections."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from services.needs.matter.queries import CONVENERS, SCREENERS
from services.needs.objection.model import Objection
from services.needs.objection.states import PENDING
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see those of their region, everybody his own."""
    staff = {*CONVENERS, *SCREENERS, Role.AUDITOR}
    return or_(
        within(actor, *staff, region=Objection.region_id),
        within(actor, owner=Objection.person_id),
    )


@by_rights
def objections(actor: Actor) -> Select[Objection]:
    """The objections in the caller's scope."""
    return select(Objection).where(visible(actor))


def objections_of(person_id: UUID) -> Select[Objection]:
    """What he objected to himself."""
    return select(Objection).where(Objection.person_id == person_id)


async def pending_objections(uow: UnitOfWork, resolution_id: UUID) -> list[Objection]:
    """Those of which something may still come, locked together: none slips from state to state."""
    wanted = select(Objection).where(
        Objection.resolution_id == resolution_id, Objection.state.in_(PENDING)
    )
    found = await uow.session.scalars(wanted.order_by(Objection.id).with_for_update())
    return list(found)
