"""Questions asked when a need comes in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from services.needs.intake.errors import AlreadyFiled
from services.needs.need.model import Need
from shared.db import UnitOfWork


async def filed_since(uow: UnitOfWork, person_id: UUID, since: datetime) -> int:
    """How many needs a person filed since then."""
    mine = (Need.reporter_person_id == person_id, Need.submitted_at >= since)
    return await uow.session.scalar(select(func.count()).where(*mine)) or 0


async def must_be_new(uow: UnitOfWork, external_ref: str) -> None:
    """Refuse what another system told before; of two at one instant the constraint stops one."""
    known = select(Need.id, Need.need_no).where(Need.external_ref == external_ref)
    found = (await uow.session.execute(known)).one_or_none()
    if found is not None:
        raise AlreadyFiled(need_id=found.id, need_no=found.need_no)
