"""Looking expulsions up."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from services.registry.expulsion.model import Expulsion
from services.registry.expulsion.states import UNDECIDED
from services.registry.volunteer import queries as volunteers
from services.registry.volunteer.model import Volunteer
from shared.access import Actor, by_rights
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Those against the volunteers that the actor sees, himself among them."""
    return volunteers.sees(actor, Expulsion.volunteer_id)


async def is_open(uow: UnitOfWork, volunteer_id: UUID) -> bool:
    """Whether one against him is not decided."""
    mine = select(Expulsion.id).where(Expulsion.volunteer_id == volunteer_id)
    return await uow.session.scalar(mine.where(Expulsion.state.in_(UNDECIDED))) is not None


async def remembered(
    uow: UnitOfWork, identity: bytes, volunteer_id: UUID | None
) -> Expulsion | None:
    """The expulsion that still keeps somebody from applying, whatever record he had then."""
    his = or_(Expulsion.identity == identity, Expulsion.volunteer_id == volunteer_id)
    wanted = select(Expulsion).where(his, Expulsion.identity.is_not(None))
    found: Expulsion | None = await uow.session.scalar(
        wanted.order_by(Expulsion.id.desc()).limit(1)
    )
    return found


async def expulsions_of(uow: UnitOfWork, person_id: UUID) -> Sequence[Expulsion]:
    """Every one against a person, locked."""
    mine = select(Volunteer.id).where(Volunteer.person_id == person_id)
    his = select(Expulsion).where(Expulsion.volunteer_id.in_(mine)).order_by(Expulsion.id)
    return (await uow.session.scalars(his.with_for_update())).all()
