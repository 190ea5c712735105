"""How transfers are sealed. Each function runs in one transaction of its caller."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from prometheus_client import Gauge
from sqlalchemy import text as sql

from services.credit.checkpoint import queries
from services.credit.checkpoint.model import INTERVAL, PRIVATE_COLUMN, Checkpoint, CheckpointKey
from services.credit.checkpoint.rules import GENESIS, root_of
from shared import ids
from shared.db import UnitOfWork
from shared.durations import due

BLOCK_SIZE = 4_096
"""Transfers in one block; a proof is then at most twelve hashes long."""
BLOCKS_AT_ONCE = 16
"""Blocks sealed in one run of the timer; what is left is sealed by the next, at once."""

_ONE_SEALER = sql("SELECT pg_advisory_xact_lock(727001)")


UNSEALED = Gauge("credit_unsealed_age_seconds", "Age of the oldest transfer in no checkpoint")


async def measure_sealing(uow: UnitOfWork) -> None:
    """How far the checkpoints lag: a transaction that never ends holds them back."""
    oldest = await queries.oldest_unsealed(uow)
    UNSEALED.set(0 if oldest is None else (uow.at - oldest).total_seconds())


async def seal_transfers(uow: UnitOfWork, *, at: datetime) -> list[Checkpoint]:
    """Seal what was posted since the last checkpoint, and plan the next sealing.

    Takes whole transactions that are older than every running one, so that no transfer can
    arrive in a block after it is sealed, and no writer ever waits for the sealer.
    """
    await uow.session.execute(_ONE_SEALER)
    upto = await queries.horizon(uow)
    last = await queries.last_checkpoint(uow)
    # Restored into another cluster, transactions count from one again: docs/credit/checkpoint.md.
    assert last is None or last.xid_upto <= upto, "the transaction counter lies behind the ledger"
    sealed: list[Checkpoint] = []
    while len(sealed) < BLOCKS_AT_ONCE:
        made = await _seal_block(uow, last, upto=upto, at=at)
        if made is None:
            break
        sealed.append(made)
        last = made
    pause = await INTERVAL.value(uow, region_id=await queries.topmost_region(uow), at=at)
    again = at if len(sealed) == BLOCKS_AT_ONCE else due(at, pause).at
    await uow.schedule(queries.SEALING, queries.LEDGER, again)
    return sealed


async def _seal_block(
    uow: UnitOfWork, last: Checkpoint | None, *, upto: int, at: datetime
) -> Checkpoint | None:
    first = last.xid_upto if last else 0
    end = await queries.cut_after(uow, first, upto=upto, size=BLOCK_SIZE)
    leaves = await queries.leaves(uow, first, end)
    if not leaves:
        return None
    key = await queries.newest_key(uow) or _new_key(uow, at=at)
    made = Checkpoint(
        number=last.number + 1 if last else 1,
        xid_from=first,
        xid_upto=end,
        size=len(leaves),
        tree_size=len(leaves) + (last.tree_size if last else 0),
        root=root_of(leaves),
        previous=last.hash if last else GENESIS,
        signed_at=at,
        key_id=key.id,
        hash=b"",
    )
    private = bytes.fromhex(uow.vault.open(PRIVATE_COLUMN, key.id, key.private_key))
    uow.emit(made.sign(Ed25519PrivateKey.from_private_bytes(private), key))
    await uow.flush()  # a new key goes before what it signed
    uow.add(made)
    return made


def _new_key(uow: UnitOfWork, *, at: datetime) -> CheckpointKey:
    private, key_id = Ed25519PrivateKey.generate(), ids.new()
    key = CheckpointKey(
        id=key_id,
        public_key=private.public_key().public_bytes_raw(),
        private_key=uow.vault.seal(PRIVATE_COLUMN, key_id, private.private_bytes_raw().hex()),
        created_at=at,
    )
    uow.add(key)
    return key
