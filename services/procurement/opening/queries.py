"""Who may see which custodians have come."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from services.procurement.custody.model import KeyShare
from services.procurement.custody.queries import SEEING
from services.procurement.process.model import Process
from shared.access import Actor, by_rights, within
from shared.db import UnitOfWork


@by_rights
def overseen(actor: Actor) -> ColumnElement[bool]:
    """The tenders of one's region."""
    return within(actor, *SEEING, region=Process.region_id)


async def shares(uow: UnitOfWork, process_id: UUID) -> Select[KeyShare]:
    """The shares of a tender's key, for who oversees it."""
    process = await uow.see(Process, process_id, overseen(uow.actor))
    return select(KeyShare).where(KeyShare.process_id == process.id)
