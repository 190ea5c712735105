"""How transfers are sealed. Each function runs in one transaction of its caller."""

from datetime import datetime

from prometheus_client import Gauge

from services.credit.checkpoint import queries
from services.credit.checkpoint.model import INTERVAL, Checkpoint
from shared.db import UnitOfWork
from shared.durations import due
from shared.sealing import BLOCKS_AT_ONCE

UNSEALED = Gauge("credit_unsealed_age_seconds", "Age of the oldest transfer in no checkpoint")


async def measure_sealing(uow: UnitOfWork) -> None:
    """How far the checkpoints lag: a transaction that never ends holds them back."""
    oldest = await queries.oldest_unsealed(uow)
    UNSEALED.set(0 if oldest is None else (uow.at - oldest).total_seconds())


async def seal_transfers(uow: UnitOfWork, *, at: datetime) -> list[Checkpoint]:
    """Seal what was posted since the last checkpoint, tell it, and plan the next sealing."""
    sealed = await queries.LOG.seal(uow, at=at)
    uow.emit(*(made.told(key) for made, key in sealed))
    pause = await INTERVAL.value(uow, region_id=await queries.topmost_region(uow), at=at)
    again = at if len(sealed) == BLOCKS_AT_ONCE else due(at, pause).at
    await uow.schedule(queries.SEALING, queries.LEDGER, again)
    return [made for made, _ in sealed]
