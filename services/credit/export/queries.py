"""How the ledger is read for an export: as it stood at one moment, a few rows at a time."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, literal_column, select, text, true, tuple_
from sqlalchemy.orm import aliased

from services.credit.account.model import Account, AccountKind, Balance
from services.credit.checkpoint.model import Checkpoint, CheckpointKey
from services.credit.checkpoint.queries import LEAF
from services.credit.export.errors import ExportsBusy
from services.credit.export.rules import (
    FORMATS,
    ExportFormat,
    Line,
    Side,
    facing,
    journal_line,
    written,
)
from services.credit.transfer.model import Entry, Transfer
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.merkle import plain

READ_AT_ONCE = 500
"""Rows in one statement: some milliseconds, in which nobody else is answered."""
EXPORTS_AT_ONCE = 2
"""Exports that run beside each other in all processes: each holds a connection for minutes."""
PUBLIC, OFFICIAL = 727_100, 727_101
"""Who are counted together: nobody from outside takes an auditor's turn."""

_ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
_TURN = text("SELECT pg_try_advisory_xact_lock(:whose, :turn)")

_WHY = "ledger_explanation(form_id, told)::jsonb"
"""A transfer's explanation, as SQL."""
_LEAF_LINE = f"""json_build_object('leaf', {LEAF}, 'why',
  CASE WHEN {_WHY}->'steps' ? 'base' THEN json_build_object(
    'steps', {_WHY}->'steps', 'amount', {_WHY}->'amount',
    'before', {_WHY}->'before', 'after', {_WHY}->'after') END) || E'\\n'"""
"""A transfer as it is sealed, with the bare arithmetic of an earning; why credits moved otherwise
may name a person."""
_ENTRY_LINE = """json_build_object('entry', json_build_object(
  'account_id', account_id, 'seq', seq, 'transfer_id', transfer_id, 'amount', amount,
  'balance_after', balance_after, 'hash', encode(hash, 'hex'),
  'day', effective_on - date '2000-01-01')) || E'\\n'"""
_BALANCE_LINE = """json_build_object('balance', json_build_object(
  'account_id', account_id, 'posted', available + held, 'version', version,
  'head', encode(head, 'hex'))) || E'\\n'"""

_OTHER = aliased(Account)


async def one_moment(uow: UnitOfWork, whose: int) -> None:
    """Let everything this transaction reads be as it stands now, if there is room for an export.

    A transaction inside another one has the view of that.
    """
    if not (await uow.session.connection()).in_nested_transaction():
        await uow.session.execute(_ONE_MOMENT)
    for turn in range(EXPORTS_AT_ONCE):
        if await uow.session.scalar(_TURN, {"whose": whose, "turn": turn}):
            return
    raise ExportsBusy


async def exported(
    uow: UnitOfWork, wanted: ExportFormat, seen: ColumnElement[bool] | None = None
) -> AsyncIterator[str]:
    """The ledger as text, holder by holder: all of them, or those that are `seen`."""
    async for told in written(FORMATS[wanted], _lines(uow, seen)):
        yield told


async def _lines(uow: UnitOfWork, seen: ColumnElement[bool] | None) -> AsyncIterator[Line]:
    """Every entry of these holders' accounts, account by account in their order."""
    held = (
        select(Account.id, Account.number)
        .add_columns(Account.unit, Balance.posted)
        .join(Balance, Balance.account_id == Account.id)
        .where(Account.kind == AccountKind.HOLDER, true() if seen is None else seen)
    )
    async for page in _pages(uow, held, Account.id):
        holders = {row.id: row for row in page}
        async for rows in _pages(uow, _entries(holders), Entry.account_id, Entry.seq):
            for row in rows:
                yield _line(holders[row.account_id], row)


def _entries(accounts: Any) -> Select[Any]:
    given = Transfer.debit == Entry.account_id
    return (
        select(Entry.account_id, Entry.seq, Entry.amount, Entry.balance_after)
        .add_columns(Transfer.id, Transfer.kind, Transfer.recorded_at, Transfer.effective_on)
        .add_columns(Transfer.source_type, Transfer.source_id)
        .add_columns(_OTHER.id.label("other"), _OTHER.kind.label("other_kind"))
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .join(_OTHER, _OTHER.id == case((given, Transfer.credit), else_=Transfer.debit))
        .where(Entry.account_id.in_(accounts))
    )


def _line(holder: Any, row: Any) -> Line:
    return Line(
        id=str(row.id),
        kind=row.kind,
        holder=Side(AccountKind.HOLDER, holder.number or str(holder.id), holder.unit),
        posted=holder.posted,
        facing=facing(row.other_kind, str(row.other), holder.unit),
        amount=row.amount,
        balance=row.balance_after,
        recorded_on=day_of(row.recorded_at),
        effective_on=row.effective_on,
        source=f"{row.source_type} {row.source_id}",
    )


async def journal(uow: UnitOfWork) -> AsyncIterator[str]:
    """Everything an outsider needs to verify the ledger, and nothing about anyone."""
    signed = select(Checkpoint, CheckpointKey.public_key)
    signed = signed.join(CheckpointKey, CheckpointKey.id == Checkpoint.key_id)
    for made, public_key in await uow.session.execute(signed.order_by(Checkpoint.number)):
        told = {name: _told(getattr(made, name)) for name in _CHECKPOINT}
        yield journal_line(checkpoint=told | {"public_key": _told(public_key)})
    for line, key in (
        (_LEAF_LINE, (Transfer.id,)),
        (_ENTRY_LINE, (Entry.account_id, Entry.seq)),
        (_BALANCE_LINE, (Balance.account_id,)),
    ):
        async for page in _pages(uow, select(*key, literal_column(line).label("line")), *key):
            yield "".join(row.line for row in page)


_CHECKPOINT = (
    *("number", "xid_from", "xid_upto", "size", "tree_size", "root", "previous"),
    *("signed_at", "key_id", "hash", "signature"),
)


def _told(value: Any) -> Any:
    """Numbers as they are, everything else as it is hashed."""
    return value if value is None or isinstance(value, int) else plain(value)


async def _pages(
    uow: UnitOfWork, wanted: Select[Any], *key: Any
) -> AsyncIterator[Sequence[Row[Any]]]:
    """All the rows in the order of their key, in statements that each take a short while."""
    page = wanted.order_by(*key).limit(READ_AT_ONCE)
    rows = (await uow.session.execute(page)).all()
    while rows:
        yield rows
        if len(rows) < READ_AT_ONCE:
            return
        last = tuple_(*(getattr(rows[-1], column.key) for column in key))
        rows = (await uow.session.execute(page.where(tuple_(*key) > last))).all()
