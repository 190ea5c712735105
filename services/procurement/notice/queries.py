"""Reads of notices, and of the key that signs."""

from sqlalchemy import Select, select

from services.procurement.notice.model import Notice, NoticeKey
from shared.db import UnitOfWork


async def newest_key(uow: UnitOfWork) -> NoticeKey | None:
    """The key that signs."""
    newest = select(NoticeKey).order_by(NoticeKey.created_at.desc(), NoticeKey.id).limit(1)
    return await uow.session.scalar(newest)


def notices() -> Select[Notice]:
    """Every notice: they are for everybody."""
    return select(Notice)
