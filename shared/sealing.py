"""Seals what may only grow: the ledger, and the audit of every service."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy import text as sql

from shared.db import UnitOfWork
from shared.sealed import Sealed, SealingKey

BLOCK_SIZE = 4_096
"""Leaves in one block; a proof is then at most twelve hashes long."""
BLOCKS_AT_ONCE = 16
"""Blocks sealed in one transaction; what is left is sealed by the next, at once."""

_HORIZON = sql("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")

B = TypeVar("B", bound=Sealed)
K = TypeVar("K", bound=SealingKey)


@dataclass(frozen=True)
class Log(Generic[B, K]):
    """Rows that only ever grow, and how they are sealed.

    `lock` is the advisory lock of its sealer, `xid` the column that says which transaction wrote a
    row, `leaves` makes the leaf hashes of the rows of a range of transactions.
    """

    lock: int
    block: type[B]
    key: type[K]
    xid: Any
    leaves: Callable[[UnitOfWork, int, int], Awaitable[list[bytes]]]

    async def seal(self, uow: UnitOfWork, *, at: datetime) -> list[tuple[B, K]]:
        """Seal what was written since the last block; as many blocks as are made at once.

        Takes whole transactions that are older than every running one, so that nothing can arrive
        in a block after it is sealed, and no writer ever waits for the sealer.
        """
        await uow.session.execute(select(func.pg_advisory_xact_lock(self.lock)))
        upto = await horizon(uow)
        last = await self.last(uow)
        # Restored as rows into another cluster, transactions count from one again.
        assert last is None or last.xid_upto <= upto, "the counter of transactions lies behind"
        sealed: list[tuple[B, K]] = []
        while len(sealed) < BLOCKS_AT_ONCE:
            first = last.xid_upto if last else 0
            end = await cut_after(uow, self.xid, first, upto=upto, size=BLOCK_SIZE)
            leaves = await self.leaves(uow, first, end)
            if not leaves:
                break
            key = await self._newest_key(uow, at=at)
            last = self.block.after(last, end, leaves, key, at)
            last.signature = key.sign(uow.vault, last.hash)
            uow.add(last)
            sealed.append((last, key))
        return sealed

    async def last(self, uow: UnitOfWork) -> B | None:
        """The newest block."""
        newest = select(self.block).order_by(self.block.number.desc()).limit(1)
        return await uow.session.scalar(newest)

    async def after(self, uow: UnitOfWork, number: int) -> Sequence[B]:
        """The blocks that follow one, oldest first."""
        newer = select(self.block).where(self.block.number > number)
        return (await uow.session.scalars(newer.order_by(self.block.number))).all()

    async def keys(self, uow: UnitOfWork) -> dict[UUID, K]:
        """Every key there ever was."""
        return {key.id: key for key in await uow.session.scalars(select(self.key))}

    async def _newest_key(self, uow: UnitOfWork, *, at: datetime) -> K:
        newest = select(self.key).order_by(self.key.created_at.desc(), self.key.id).limit(1)
        if (known := await uow.session.scalar(newest)) is not None:
            return known
        uow.add(made := self.key.made(uow.vault, at=at))
        await uow.flush()  # a new key goes before what it signed
        return made


async def horizon(uow: UnitOfWork) -> int:
    """The oldest transaction that still runs: before it nothing can turn up any more."""
    found: int = (await uow.session.execute(_HORIZON)).scalar_one()
    return found


async def cut_after(uow: UnitOfWork, xid: Any, first: int, *, upto: int, size: int) -> int:
    """Where a block of at most `size` rows ends; a transaction is never cut in two."""
    waiting = select(xid).where(xid >= first, xid < upto).order_by(xid)
    too_many: int | None = await uow.session.scalar(waiting.offset(size).limit(1))
    if too_many is None:
        return upto
    lowest = await uow.session.scalar(waiting.limit(1))
    return too_many + 1 if lowest == too_many else too_many
