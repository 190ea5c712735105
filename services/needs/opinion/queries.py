"""Questions about opinions. Everybody who signed in reads them: they are said in a meeting."""

from uuid import UUID

from sqlalchemy import Select, select

from services.needs.opinion.model import Opinion
from shared.db import UnitOfWork

ALL = select(Opinion)
"""Made once, so that pages of it are, too (shared/pages.py)."""


async def opinions_in(uow: UnitOfWork, meeting_id: UUID) -> list[Opinion]:
    """What was said in a meeting, in order."""
    wanted = select(Opinion).where(Opinion.meeting_id == meeting_id).order_by(Opinion.id)
    return list(await uow.session.scalars(wanted))


def opinions_of(person_id: UUID) -> Select[Opinion]:
    """What he said himself."""
    return select(Opinion).where(Opinion.person_id == person_id)
