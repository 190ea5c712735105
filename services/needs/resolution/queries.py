"""Questions about resolutions, which are public."""

from uuid import UUID

from sqlalchemy import select

from services.needs.resolution.model import Resolution
from services.needs.resolution.states import ResolutionState
from shared.db import UnitOfWork

ALL = select(Resolution)
"""Made once, so that pages of it are, too (shared/pages.py)."""


async def announced(uow: UnitOfWork, matter_id: UUID) -> Resolution | None:
    """The resolution of a matter that is announced now, locked."""
    wanted = select(Resolution).where(
        Resolution.matter_id == matter_id, Resolution.state == ResolutionState.PUBLIC
    )
    return await uow.session.scalar(wanted.with_for_update())
