"""Questions asked when a need comes in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from services.needs.need.model import Need
from shared.db import UnitOfWork


async def filed_since(uow: UnitOfWork, person_id: UUID, since: datetime) -> int:
    """How many needs a person filed since then."""
    mine = (Need.reporter_person_id == person_id, Need.submitted_at >= since)
    return await uow.session.scalar(select(func.count()).where(*mine)) or 0
