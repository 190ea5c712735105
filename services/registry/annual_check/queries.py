"""Looking annual checks up."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.registry.annual_check.model import AnnualCheck
from services.registry.annual_check.states import CONCLUDED
from services.registry.oversight.queries import READERS
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Those of one's own organization, and of one's region."""
    if actor == SYSTEM:
        return true()
    return or_(reportable(actor), within(actor, *READERS, region=AnnualCheck.region_id))


@by_rights
def reportable(actor: Actor) -> ColumnElement[bool]:
    """Those a manager files the report of."""
    return within(actor, Role.ORG_MANAGER, organization=AnnualCheck.organization_id)


@by_rights
def checks(actor: Actor) -> Select[AnnualCheck]:
    """The checks in sight."""
    return select(AnnualCheck).where(visible(actor))


def concluded() -> Select[AnnualCheck]:
    """All that are concluded, for everybody to read."""
    return select(AnnualCheck).where(AnnualCheck.state.in_(CONCLUDED))


async def last_checks(uow: UnitOfWork, organization_id: UUID, number: int) -> list[AnnualCheck]:
    """The latest concluded checks of a body, the last year's first."""
    mine = concluded().where(AnnualCheck.organization_id == organization_id)
    return list(await uow.session.scalars(mine.order_by(AnnualCheck.year.desc()).limit(number)))
