"""The audit of a service, sealed: nobody takes back unseen what was written down.

Its chains tell of a changed row, and nothing of a chain that lost its end. So every ten minutes
all rows since the last time go into a signed block (RELIABILITY.md §5.2, DESIGN.md §9), whose hash
is told in the log and over HTTP: whoever keeps one holds the operator of the database to it.
"""

from uuid import UUID

import structlog
from sqlalchemy import ForeignKey, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from shared.audit import AuditRow
from shared.database import Database
from shared.db import UnitOfWork
from shared.metrics import AUDIT_UNSEALED
from shared.orm import KERNEL
from shared.sealed import Sealed, SealingKey
from shared.sealing import BLOCKS_AT_ONCE, Log

SEAL_SECONDS = 600.0
"""How often the audit is sealed (RELIABILITY.md §5.2)."""
GROUP_BYTES = 4
"""Hashes are logged in groups: nothing in them is long enough to be struck out as a number."""

log = structlog.get_logger()


class AuditKey(SealingKey, kw_only=True):
    """A key of the audit's checkpoints."""

    __tablename__ = "audit_key"
    metadata = KERNEL


class AuditCheckpoint(Sealed, kw_only=True):
    """One block of audit rows, sealed."""

    __tablename__ = "audit_checkpoint"
    metadata = KERNEL

    key_id: Mapped[UUID] = mapped_column(ForeignKey("audit_key.id"))


_LEAVES = sql("""
SELECT sha256('\\x00'::bytea || hash) FROM audit WHERE xid >= :first AND xid < :upto
ORDER BY entity_id, entity, seq
""")
"""A row's hash covers the row and its chain before it."""


async def leaves(uow: UnitOfWork, first: int, upto: int) -> list[bytes]:
    """The leaf hashes of the rows of these transactions."""
    found = await uow.session.execute(_LEAVES, {"first": first, "upto": upto})
    return list(found.scalars())


LOG = Log(727_002, AuditCheckpoint, AuditKey, AuditRow.xid, leaves)


async def seal_audit(database: Database) -> None:
    """Seal what was written since the last time, and tell it where no database reaches."""
    number = BLOCKS_AT_ONCE
    while number == BLOCKS_AT_ONCE:
        async with database.begin(operation="sealing") as uow:
            sealed = await LOG.seal(uow, at=uow.at)
        number = len(sealed)
        for made, _ in sealed:
            log.info(
                "audit.sealed",
                number=made.number,
                rows=made.tree_size,
                hash=made.hash.hex(" ", GROUP_BYTES),
            )


async def measure_audit(uow: UnitOfWork) -> None:
    """How far the sealing lags: a transaction that never ends holds it back."""
    last = await LOG.last(uow)
    waiting = AuditRow.xid >= (last.xid_upto if last else 0)
    oldest = await uow.session.scalar(select(func.min(AuditRow.at)).where(waiting))
    AUDIT_UNSEALED.set(0 if oldest is None else (uow.at - oldest).total_seconds())
