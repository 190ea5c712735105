"""Who sees a panel, who sits on it, and who stands aside from whom."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.procurement.panel.errors import NotAMember
from services.procurement.panel.model import Panel, PanelMember, Recusal
from services.procurement.panel.states import Capacity
from services.procurement.project.queries import STAFF
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

ROLE_OF = {
    Capacity.EXPERT: Role.EXPERT,
    Capacity.FINANCE: Role.FINANCE,
    Capacity.SOCIAL_WORK: Role.SOCIAL_WORKER,
    Capacity.RESIDENT: Role.RESIDENT,
    Capacity.BUYER: Role.BUYER,
}
"""The role that a member holds to judge in a capacity; the registry gives it to whom it fits."""

JUDGES = tuple(ROLE_OF.values())


def _sits_on(actor: Actor) -> Select[UUID]:
    mine = (PanelMember.account_id == actor.id, PanelMember.left_at.is_(None))
    return select(PanelMember.panel_id).where(*mine)


def judged_by(actor: Actor) -> Select[UUID]:
    """The calls that someone sits on the panel of."""
    return select(Panel.call_id).where(Panel.id.in_(_sits_on(actor)))


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see the panels of their region, a member his own."""
    if actor is SYSTEM:
        return true()
    return or_(within(actor, *STAFF, region=Panel.region_id), Panel.id.in_(_sits_on(actor)))


async def panel_of(uow: UnitOfWork, call_id: UUID) -> Panel:
    """The panel of a call that has one."""
    return (await uow.session.scalars(select(Panel).where(Panel.call_id == call_id))).one()


async def members_of(uow: UnitOfWork, panel_id: UUID) -> list[PanelMember]:
    """Everybody who sits or sat on a panel, in the order he was named."""
    rows = select(PanelMember).where(PanelMember.panel_id == panel_id).order_by(PanelMember.id)
    return list(await uow.session.scalars(rows))


async def seated(uow: UnitOfWork, panel_id: UUID) -> list[PanelMember]:
    """Who sits on a panel now."""
    return [one for one in await members_of(uow, panel_id) if one.left_at is None]


async def own_seat(uow: UnitOfWork, panel_id: UUID) -> PanelMember:
    """The caller's seat; refused to others, and to who lost the role he sits there for."""
    for one in await seated(uow, panel_id):
        his = (one.account_id, one.person_id) == (uow.actor.id, uow.actor.person_id)
        if his and uow.actor.holds(ROLE_OF[one.capacity]):
            return one
    raise NotAMember


async def recusals_of(uow: UnitOfWork, panel_id: UUID) -> list[Recusal]:
    """Who stands aside from whom."""
    rows = select(Recusal).where(Recusal.panel_id == panel_id).order_by(Recusal.id)
    return list(await uow.session.scalars(rows))
