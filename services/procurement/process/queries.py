"""Which purchases someone may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.procurement.fund.queries import check_charge_of
from services.procurement.process.model import Process
from services.procurement.project.queries import STAFF, check_no_party, designers_of
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """What was published is for everybody who is signed in, drafts are for staff of the region."""
    if actor is SYSTEM:
        return true()
    governed = within(actor, *STAFF, region=Process.region_id)
    return or_(governed, Process.published_at.is_not(None))


@by_rights
def processes(actor: Actor) -> Select[Process]:
    """The purchases in sight."""
    return select(Process).where(visible(actor))


async def seen_process(uow: UnitOfWork, process_id: UUID) -> Process:
    """One purchase in sight, or Unknown."""
    return await uow.see(Process, process_id, visible(uow.actor))


async def published(uow: UnitOfWork, process_id: UUID) -> Process:
    """One that was published, locked, so that bids and its closing wait for each other."""
    seen = visible(uow.actor) & Process.published_at.is_not(None)
    return await uow.get(Process, process_id, where=seen)


async def process_in_charge(uow: UnitOfWork, process_id: UUID, *roles: Role) -> Process:
    """A purchase in sight, locked, that the caller decides on: by his role, and as no party."""
    process = await uow.get(Process, process_id, where=visible(uow.actor))
    await check_charge_of(uow, process.region_id, *roles)
    await check_no_party(uow, *await designers_of(uow, process.project_id))
    return process
