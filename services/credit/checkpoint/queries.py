"""What is sealed, what may be, and where a transfer lies in its block."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy import text as sql

from services.credit.checkpoint.model import Checkpoint, CheckpointKey
from services.credit.checkpoint.rules import SHOWN_FIELDS
from services.credit.transfer.model import Transfer
from shared.db import UnitOfWork
from shared.deadlines import TimerRow
from shared.errors import Unknown
from shared.regions import RegionReplica
from shared.sealing import Log

SEALING = "seal_transfers"
"""The timer that makes checkpoints."""
LEDGER = UUID(int=0)
"""The subject of that timer: there is one ledger."""

_EXPLANATION = "ledger_explanation(form_id, told)"
LEAF = f"""concat(
  id, '|', key, '|', encode(sha256(convert_to(concat_ws('|', kind, debit, credit, amount,
    effective_on - date '2000-01-01', source_type, source_id, coalesce(policy_id::text, ''),
    {_EXPLANATION}, reverses), 'utf8')), 'hex'), '|', kind, '|', debit, '|', credit, '|', amount,
  '|', effective_on - date '2000-01-01', '|', (extract(epoch FROM recorded_at) * 1000000)::bigint,
  '|', source_type, '|', source_id, '|', policy_id, '|', xid, '|', encode(sha256(convert_to(concat(
    actor_id, '|', {_EXPLANATION}), 'utf8')), 'hex'))"""
"""A transfer's leaf as rules.py makes it, ten times as fast; whoever verifies makes it there."""

_LEAVES = sql(f"""
SELECT sha256('\\x00'::bytea || convert_to({LEAF.replace(_EXPLANATION, "explanation")}, 'utf8'))
FROM transfer CROSS JOIN LATERAL (SELECT {_EXPLANATION} AS explanation OFFSET 0) why
WHERE xid >= :first AND xid < :upto ORDER BY id
""")  # noqa: S608 - a text of our own
"""What is explained is put together once for each, which OFFSET keeps apart."""


def leaf_columns() -> list[Any]:
    """What a leaf is made of; the explanation as the text it was kept as."""
    told = ("id", "key", *SHOWN_FIELDS, "actor_id", "reverses")
    plain = [getattr(Transfer, name) for name in told]
    explanation = func.ledger_explanation(Transfer.form_id, Transfer.told).label("explanation")
    return [*plain, explanation]


def transfers_between(first: int, upto: int) -> Select[Any]:
    """The transfers of these transactions, in the order of their leaves."""
    within = (Transfer.xid >= first, Transfer.xid < upto)
    return select(*leaf_columns()).where(*within).order_by(Transfer.id)


async def block(uow: UnitOfWork, first: int, upto: int) -> list[dict[str, Any]]:
    """The transfers of one block."""
    found = await uow.session.execute(transfers_between(first, upto))
    return [dict(row) for row in found.mappings()]


async def leaves(uow: UnitOfWork, first: int, upto: int) -> list[bytes]:
    """The leaf hashes of one block."""
    found = await uow.session.execute(_LEAVES, {"first": first, "upto": upto})
    return list(found.scalars())


LOG = Log(727001, Checkpoint, CheckpointKey, Transfer.xid, leaves)
"""The ledger, as it is sealed."""


async def oldest_unsealed(uow: UnitOfWork) -> datetime | None:
    """When the oldest transfer was recorded that no checkpoint covers."""
    sealed = select(func.coalesce(func.max(Checkpoint.xid_upto), 0)).scalar_subquery()
    waiting = select(Transfer.recorded_at).where(Transfer.xid >= sealed)
    return await uow.session.scalar(waiting.order_by(Transfer.xid).limit(1))


async def checkpoint(uow: UnitOfWork, number: int) -> Checkpoint:
    """One of them, or Unknown."""
    found = await uow.session.get(Checkpoint, number)
    if found is None:
        raise Unknown(kind="checkpoint", id=str(number))
    return found


async def checkpoints(uow: UnitOfWork, *, limit: int, before: int | None) -> Sequence[Checkpoint]:
    """The newest ones, or those before one of them."""
    wanted = select(Checkpoint).order_by(Checkpoint.number.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Checkpoint.number < before)
    return (await uow.session.scalars(wanted)).all()


async def checkpoints_after(
    uow: UnitOfWork, number: int, *, upto: int, limit: int
) -> Sequence[Checkpoint]:
    """Those that follow one, oldest first."""
    between = (Checkpoint.number > number, Checkpoint.number <= upto)
    wanted = select(Checkpoint).where(*between).order_by(Checkpoint.number).limit(limit)
    return (await uow.session.scalars(wanted)).all()


async def checkpoint_over(uow: UnitOfWork, xid: int) -> Checkpoint | None:
    """The one that seals this transaction, if it is sealed."""
    wanted = select(Checkpoint).where(Checkpoint.xid_upto > xid)
    return await uow.session.scalar(wanted.order_by(Checkpoint.number).limit(1))


async def next_sealing(uow: UnitOfWork) -> datetime | None:
    """When the next checkpoint is due."""
    mine = (TimerRow.kind == SEALING, TimerRow.subject_id == LEDGER)
    return await uow.session.scalar(select(TimerRow.due_at).where(*mine))


async def topmost_region(uow: UnitOfWork) -> UUID:
    """The region whose policies hold for the ledger as a whole: the city."""
    whole = select(RegionReplica.id).where(RegionReplica.parent_id.is_(None))
    found = await uow.session.scalar(whole.order_by(func.length(RegionReplica.path)).limit(1))
    return found or LEDGER
