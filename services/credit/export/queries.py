"""How the ledger is read for an export, without holding all of it."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import aliased, defer

from services.credit.account.model import Account, AccountKind, Balance
from services.credit.checkpoint import queries as checkpoints
from services.credit.checkpoint.model import Checkpoint, CheckpointKey
from services.credit.checkpoint.rules import leaf_text, plain
from services.credit.export.rules import (
    WRITERS,
    Closing,
    ExportFormat,
    Line,
    Side,
    journal_line,
    public_steps,
)
from services.credit.transfer.model import Entry, Transfer
from shared.clock import LOCAL
from shared.db import UnitOfWork

READ_AT_ONCE = 1_000
XID_MAX = 2**63 - 1

Giver, Taker = aliased(Account), aliased(Account)
Given, Taken = aliased(Entry), aliased(Entry)


async def exported(
    uow: UnitOfWork, wanted: ExportFormat, seen: ColumnElement[bool] | None = None
) -> AsyncIterator[str]:
    """The ledger as text, all of it, or what touches the accounts that are `seen`."""
    first = await uow.session.scalar(select(func.min(Transfer.recorded_at)))
    start = (first or uow.at).astimezone(LOCAL).date()
    closings = [one async for one in _closings(uow, seen)]
    async for text in WRITERS[wanted](closings, _lines(uow, seen), start):
        yield text


async def _closings(uow: UnitOfWork, seen: ColumnElement[bool] | None) -> AsyncIterator[Closing]:
    """Every account that has entries, with what they sum to."""
    standing = (
        select(Account, func.sum(Entry.amount))
        .join(Entry, Entry.account_id == Account.id)
        .group_by(Account.id)
        .order_by(Account.id)
    )
    if seen is not None:
        # a system account is shown only as far as the accounts in scope moved it
        mine = select(Account.id).where(seen)
        moved = select(Transfer.id).where(or_(Transfer.debit.in_(mine), Transfer.credit.in_(mine)))
        standing = standing.where(Entry.transfer_id.in_(moved))
    async for account, balance in _stream(uow, standing):
        name = account.number or str(account.id)
        yield Closing(account.kind, name, account.unit, int(balance))


def _postings(seen: ColumnElement[bool] | None) -> Any:
    mine = select(Account.id).where(true() if seen is None else seen)
    touched = or_(Transfer.debit.in_(mine), Transfer.credit.in_(mine))
    return (
        select(Transfer, Giver, Taker, Given.balance_after, Taken.balance_after)
        .join(Giver, Giver.id == Transfer.debit)
        .join(Taker, Taker.id == Transfer.credit)
        .join(Given, (Given.transfer_id == Transfer.id) & (Given.account_id == Giver.id))
        .join(Taken, (Taken.transfer_id == Transfer.id) & (Taken.account_id == Taker.id))
        .where(true() if seen is None else touched)
        .order_by(Transfer.recorded_at)
        .order_by(func.coalesce(_on_holder(Taker, Taken), _on_holder(Giver, Given)))
        .options(defer(Transfer.explanation))
    )


def _on_holder(account: Any, entry: Any) -> Any:
    """An entry's number where it follows its account's order; a system account's follows none."""
    return case((account.kind == AccountKind.HOLDER, entry.seq))


async def _lines(uow: UnitOfWork, seen: ColumnElement[bool] | None) -> AsyncIterator[Line]:
    async for transfer, giver, taker, given, taken in _stream(uow, _postings(seen)):
        yield Line(
            id=str(transfer.id),
            kind=transfer.kind,
            unit=giver.unit,
            amount=transfer.amount,
            recorded_on=_day(transfer),
            effective_on=transfer.effective_on,
            source=f"{transfer.source_type} {transfer.source_id}",
            giver=Side(giver.kind, giver.number or str(giver.id), given),
            taker=Side(taker.kind, taker.number or str(taker.id), taken),
        )


def _day(transfer: Transfer) -> date:
    return transfer.recorded_at.astimezone(LOCAL).date()


async def journal(uow: UnitOfWork) -> AsyncIterator[str]:
    """Everything an outsider needs to verify the ledger, and nothing about anyone."""
    signed = (
        select(Checkpoint, CheckpointKey.public_key)
        .join(CheckpointKey, CheckpointKey.id == Checkpoint.key_id)
        .order_by(Checkpoint.number)
    )
    async for made, public_key in _stream(uow, signed):
        yield journal_line(
            checkpoint=_columns(made, *_CHECKPOINT) | {"public_key": _told(public_key)}
        )
    async for row in _stream(uow, checkpoints.transfers_between(0, XID_MAX)):
        one = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
        yield journal_line(leaf=leaf_text(one).decode(), why=public_steps(one["explanation"]))
    async for (entry,) in _stream(uow, select(Entry).order_by(Entry.account_id, Entry.seq)):
        yield journal_line(entry=_columns(entry, *_ENTRY) | {"day": int(plain(entry.effective_on))})
    async for (balance,) in _stream(uow, select(Balance).order_by(Balance.account_id)):
        yield journal_line(balance=_columns(balance, *_BALANCE))


_CHECKPOINT = (
    *("number", "xid_from", "xid_upto", "size", "tree_size", "root", "previous"),
    *("signed_at", "key_id", "hash", "signature"),
)
_ENTRY = ("account_id", "seq", "transfer_id", "amount", "balance_after", "hash")
_BALANCE = ("account_id", "posted", "version", "head")


def _columns(of: Any, *names: str) -> dict[str, Any]:
    return {name: _told(getattr(of, name)) for name in names}


def _told(value: Any) -> Any:
    """Numbers as they are, everything else as it is hashed."""
    return value if value is None or isinstance(value, int) else plain(value)


async def _stream(uow: UnitOfWork, wanted: Any) -> AsyncIterator[Any]:
    options = {"yield_per": READ_AT_ONCE}
    async for row in await uow.session.stream(wanted, execution_options=options):
        yield row
