"""Which entries someone may see, and which a body has."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from services.registry.credit_entry.model import CreditEntry
from services.registry.credit_entry.states import STANDING, UNDECIDED, CreditList, Ground
from services.registry.oversight.queries import READERS
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

PROPOSERS = (Role.STREET_OFFICER, Role.REGISTRAR)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Those of one's region; one's own organization's, once it was given notice."""
    if actor == SYSTEM:
        return true()
    own = within(actor, Role.ORG_MANAGER, organization=CreditEntry.organization_id)
    governed = within(actor, *READERS, region=CreditEntry.region_id)
    return or_(governed, and_(own, CreditEntry.statement_due.is_not(None)))


@by_rights
def answerable(actor: Actor) -> ColumnElement[bool]:
    """Those a manager states the case of his organization to."""
    own = within(actor, Role.ORG_MANAGER, organization=CreditEntry.organization_id)
    return and_(own, CreditEntry.statement_due.is_not(None))


@by_rights
def entries(actor: Actor) -> Select[CreditEntry]:
    """The entries in sight."""
    return select(CreditEntry).where(visible(actor))


def published(credit_list: CreditList) -> Select[CreditEntry]:
    """All that stand in a list, for everybody to read."""
    listed = CreditEntry.credit_list == credit_list
    return select(CreditEntry).where(listed, CreditEntry.state.in_(STANDING))


async def open_entry(
    uow: UnitOfWork, organization_id: UUID, *grounds: Ground
) -> CreditEntry | None:
    """An entry of a body on one of these grounds that is not decided; on any, where none is."""
    mine = select(CreditEntry).where(CreditEntry.organization_id == organization_id)
    if grounds:
        mine = mine.where(CreditEntry.ground.in_(grounds))
    return await uow.session.scalar(mine.where(CreditEntry.state.in_(UNDECIDED)).limit(1))


async def standing_entries(
    uow: UnitOfWork, organization_id: UUID, credit_list: CreditList
) -> list[CreditEntry]:
    """The entries of a body that stand in a list, the first of them first."""
    mine = published(credit_list).where(CreditEntry.organization_id == organization_id)
    return list(await uow.session.scalars(mine.order_by(CreditEntry.id)))


async def later_entry(uow: UnitOfWork, entry: CreditEntry) -> CreditEntry | None:
    """An entry of the same body that is open, or was listed later and stands."""
    later = and_(CreditEntry.state.in_(STANDING), CreditEntry.listed_on > entry.listed_on)
    others = select(CreditEntry).where(CreditEntry.organization_id == entry.organization_id)
    others = others.where(CreditEntry.id != entry.id)
    return await uow.session.scalar(
        others.where(or_(CreditEntry.state.in_(UNDECIDED), later)).limit(1)
    )


async def listed_anywhere(uow: UnitOfWork, organization_id: UUID) -> bool:
    """Whether a body is on any list."""
    mine = select(CreditEntry.id).where(CreditEntry.organization_id == organization_id)
    return (
        await uow.session.scalar(mine.where(CreditEntry.state.in_(STANDING)).limit(1)) is not None
    )
