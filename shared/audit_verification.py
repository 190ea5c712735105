"""The audit of a service, verified: from its rows, its keys, and what is known outside."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from shared.audit import AuditRow
from shared.audit_seal import LOG, AuditCheckpoint, leaves
from shared.db import UnitOfWork
from shared.merkle import GENESIS
from shared.sealed import Fault, wrong_block

READ_AT_ONCE = 1_000
"""Rows fetched at a time, so that no audit is too large."""

Columns = Mapping[Any, Any]
"""A row of a table, by its columns."""

_ROWS = select(*AuditRow.__table__.columns).order_by(
    AuditRow.entity_id, AuditRow.entity, AuditRow.seq
)
_BLOCKS = select(*AuditCheckpoint.__table__.columns).order_by(AuditCheckpoint.number)


async def first_fault(uow: UnitOfWork, *, witnessed: Mapping[int, str]) -> Fault | None:
    """The first wrong row, or None when all is as it was written and sealed.

    `witnessed` are hashes of checkpoints, by number, that were kept outside the database: whoever
    could change every table could not change those.
    """
    for check in (_chains(uow), _checkpoints(uow, witnessed)):
        async for fault in check:
            return fault
    return None


async def _chains(uow: UnitOfWork) -> AsyncIterator[Fault]:
    before: Columns | None = None
    found = await uow.session.stream(_ROWS, execution_options={"yield_per": READ_AT_ONCE})
    async for row in found.mappings():
        if before is not None and _chain(row) != _chain(before):
            before = None
        if wrong := wrong_row(row, before):
            yield Fault(f"audit {row['entity']} {row['entity_id']}/{row['seq']}", wrong)
        before = row


def _chain(row: Columns) -> tuple[Any, ...]:
    return row["entity_id"], row["entity"]


def wrong_row(row: Columns, before: Columns | None) -> str | None:
    """It must follow the row before, and its columns say what its record says."""
    seq, head = (before["seq"], before["hash"]) if before else (0, GENESIS)
    if row["seq"] != seq + 1:
        return f"it does not follow row {seq}"
    if row["hash"] != sha256(head + f"{row['seq']}|{row['record']}".encode()).digest():
        return "its hash does not follow from it and the hash before"
    told = _told(row["record"])
    stands = {
        "entity": row["entity"],
        "entity_id": str(row["entity_id"]),
        "actor_id": str(row["actor_id"]),
        "operation": row["operation"],
        "at": row["at"],
    }
    return None if told == stands else "its columns are not what its record says"


def _told(record: str) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = json.loads(record)
        del told["changes"]
        return told | {"at": datetime.fromisoformat(told["at"])}
    except (ValueError, KeyError, TypeError):
        return None


async def _checkpoints(uow: UnitOfWork, witnessed: Mapping[int, str]) -> AsyncIterator[Fault]:
    keys = await LOG.keys(uow)
    before: Columns | None = None
    there: dict[int, str] = {}
    # blocks are read in between, so the list is taken whole: one row for ten minutes of activity
    for made in (await uow.session.execute(_BLOCKS)).mappings().all():
        block = await leaves(uow, made["xid_from"], made["xid_upto"])
        if wrong := wrong_block(made, block, before, keys.get(made["key_id"])):
            yield Fault(f"audit_checkpoint {made['number']}", wrong)
        there[made["number"]] = made["hash"].hex()
        before = made
    for number in sorted(witnessed):
        if there.get(number) != witnessed[number]:
            wrong = "differs from what was kept" if number in there else "is missing"
            yield Fault(f"audit_checkpoint {number}", wrong)
