"""How something is told to everybody, and signed."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.procurement.notice import queries
from services.procurement.notice.model import Notice, NoticeKey
from services.procurement.notice.states import NoticeKind
from shared.canonical import canonical
from shared.db import UnitOfWork

SIGNING_KEY = 727_003
"""The advisory lock under which the first key is made."""


async def publish(
    uow: UnitOfWork,
    *,
    process_id: UUID,
    region_id: UUID,
    kind: NoticeKind,
    content: dict[str, Any],
) -> Notice:
    """Tell everybody what a purchase has come to."""
    about = {"process_id": str(process_id), "kind": kind.value, "at": uow.at.isoformat()}
    told = about | content
    public_key, signature = await sign(uow, told)
    notice = Notice(
        process_id=process_id,
        region_id=region_id,
        kind=kind,
        content=told,
        published_at=uow.at,
        public_key=public_key,
        signature=signature,
    )
    uow.add(notice)
    return notice


async def sign(uow: UnitOfWork, record: dict[str, Any]) -> tuple[bytes, bytes]:
    """The public key and its signature of a record as canonical JSON."""
    key = await queries.newest_key(uow)
    if key is None:
        await uow.session.execute(select(func.pg_advisory_xact_lock(SIGNING_KEY)))
        key = await queries.newest_key(uow)
    if key is None:
        key = NoticeKey.made(uow.vault, at=uow.at)
        uow.add(key)
        await uow.flush()
    return key.public_key, key.sign(uow.vault, canonical(record))
