"""Which briefs someone may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from services.procurement.brief.model import Brief
from services.procurement.project.queries import STAFF
from shared.access import SYSTEM, Actor, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The briefs of someone's region."""
    if actor is SYSTEM:
        return true()
    return within(actor, *STAFF, region=Brief.region_id)


@by_rights
def briefs(actor: Actor) -> Select[Brief]:
    """The inbox."""
    return select(Brief).where(visible(actor))


async def seen_brief(uow: UnitOfWork, brief_id: UUID) -> Brief:
    """One brief in sight, or Unknown."""
    return await uow.see(Brief, brief_id, visible(uow.actor))


async def briefs_of(uow: UnitOfWork, cluster_id: UUID) -> list[Brief]:
    """Every brief of a cluster, the newest first, locked."""
    rows = select(Brief).where(Brief.cluster_id == cluster_id).order_by(Brief.id.desc())
    return list(await uow.session.scalars(rows.with_for_update()))
