"""Which inspections someone may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from services.registry.inspection.model import Inspection
from services.registry.inspection.states import RESULTS
from services.registry.oversight.queries import READERS
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Those one was drawn for, those of one's region; one's own body's, once it was signed."""
    if actor == SYSTEM:
        return true()
    mine = or_(Inspection.first_inspector == actor.id, Inspection.second_inspector == actor.id)
    return or_(mine, own(actor), within(actor, *READERS, region=Inspection.region_id))


@by_rights
def own(actor: Actor) -> ColumnElement[bool]:
    """Those of a manager's organization that he may know of: not before it is inspected."""
    of = within(actor, Role.ORG_MANAGER, organization=Inspection.organization_id)
    return of & Inspection.signed_at.is_not(None)


@by_rights
def inspections(actor: Actor) -> Select[Inspection]:
    """The inspections in sight."""
    return select(Inspection).where(visible(actor))


def results() -> Select[Inspection]:
    """What was found, for everybody to read."""
    return select(Inspection).where(Inspection.state.in_(RESULTS))


async def drawn(uow: UnitOfWork, round_id: UUID) -> int:
    """How many bodies of a round are drawn, those that were replaced among them."""
    rows = select(func.count()).select_from(Inspection).where(Inspection.round_id == round_id)
    return await uow.session.scalar(rows) or 0
