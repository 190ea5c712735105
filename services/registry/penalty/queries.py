"""Looking penalties up."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.registry.oversight.queries import READERS
from services.registry.penalty.model import Penalty
from services.registry.penalty.states import IN_FORCE, PenaltyKind
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Those of one's own organization, and of one's region."""
    if actor == SYSTEM:
        return true()
    own = within(actor, Role.ORG_MANAGER, organization=Penalty.organization_id)
    return or_(own, within(actor, *READERS, region=Penalty.region_id))


@by_rights
def penalties(actor: Actor) -> Select[Penalty]:
    """The penalties in sight."""
    return select(Penalty).where(visible(actor))


async def lighter_since(
    uow: UnitOfWork, organization_id: UUID, since: date, *, below_fen: int
) -> list[Penalty]:
    """The warnings and smaller fines of a body that were decided after a day, the oldest first."""
    light = or_(Penalty.kind == PenaltyKind.WARNING, Penalty.amount_fen < below_fen)
    mine = select(Penalty).where(Penalty.organization_id == organization_id, light)
    counted = mine.where(Penalty.state.in_(IN_FORCE), Penalty.decided_on > since)
    return list(await uow.session.scalars(counted.order_by(Penalty.decided_on, Penalty.id)))


async def penalties_of(uow: UnitOfWork, organization_id: UUID) -> list[Penalty]:
    """All of a body that count."""
    mine = select(Penalty).where(Penalty.organization_id == organization_id)
    return list(await uow.session.scalars(mine.where(Penalty.state.in_(IN_FORCE))))
