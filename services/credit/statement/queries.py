"""How an account's entries are read for a period."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from services.credit.transfer.model import Entry, Transfer
from shared.clock import midnight
from shared.database import Opener
from shared.db import UnitOfWork

READ_AT_ONCE = 500
"""Entries in one statement of a whole period."""

GENESIS = bytes(32)
"""What the first entry of every account is chained to."""


@dataclass(frozen=True)
class Mark:
    """A place in an account's chain: how many entries, the balance after them, the last hash."""

    seq: int
    balance: int
    head: bytes


START = Mark(seq=0, balance=0, head=GENESIS)


async def mark_before(uow: UnitOfWork, account_id: UUID, moment: datetime | None) -> Mark:
    """Where the account stood just before a moment, as recorded then; now, without a moment."""
    found = (await uow.session.execute(_last_before(account_id, moment))).one_or_none()
    return START if found is None else Mark(found.seq, found.balance_after, found.hash)


def _last_before(
    account_id: UUID, moment: datetime | None
) -> Select[int, int | None, bytes | None]:
    last = select(Entry.seq, Entry.balance_after, Entry.hash).where(Entry.account_id == account_id)
    if moment is not None:
        return last.where(Entry.seq == func.ledger_seq_before(account_id, moment))
    return last.order_by(Entry.seq.desc()).limit(1)


async def marks_of_period(
    uow: UnitOfWork, account_id: UUID, *, first: date | None, last: date | None
) -> tuple[Mark, Mark]:
    """Where the account stood when a period began, and when it ended; both days belong to it."""
    end = None if last is None else midnight(last + timedelta(days=1))
    opening = START if first is None else await mark_before(uow, account_id, midnight(first))
    return opening, await mark_before(uow, account_id, end)


def entries_between(account_id: UUID, *, after: int, upto: int, limit: int) -> Select[Any]:
    """A holder's entries in their order, with what each was for.

    They are numbered without a gap, so the numbers say which they are: only those are looked up.
    """
    shown = [one for one in Entry.__table__.columns if one.key != "account_id"]
    of_transfer = (Transfer.kind, Transfer.source_type, Transfer.source_id)
    return (
        select(*shown, *of_transfer)
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .where(Entry.account_id == account_id)
        .where(Entry.seq > after, Entry.seq <= min(upto, after + limit))
        .order_by(Entry.seq)
    )


async def page_of_entries(
    uow: UnitOfWork, account_id: UUID, *, after: int, upto: int, limit: int
) -> list[Row[Any]]:
    """One page of entries."""
    page = entries_between(account_id, after=after, upto=upto, limit=limit)
    return list(await uow.session.execute(page))


async def pages_of_entries(
    begin: Opener, account_id: UUID, marks: tuple[Mark, Mark]
) -> AsyncIterator[list[Row[Any]]]:
    """All entries between two marks, some at a time; whoever takes them slowly holds nothing.

    What is between two marks never changes, so each page may be read in a transaction of its own.
    """
    after, upto = marks[0].seq, marks[1].seq
    while after < upto:
        async with begin() as uow:
            page = await page_of_entries(
                uow, account_id, after=after, upto=upto, limit=READ_AT_ONCE
            )
        yield page
        after = page[-1].seq


async def balance_recorded(uow: UnitOfWork, account_id: UUID, at: datetime) -> int:
    """What we said the balance was at an instant, itself included."""
    found = await mark_before(uow, account_id, at + timedelta(microseconds=1))
    return found.balance


async def balance_effective(uow: UnitOfWork, account_id: UUID, on: date) -> int:
    """What we say by all that is recorded now that the balance was at the end of a day."""
    total = select(func.coalesce(func.sum(Entry.amount), 0))
    within = (Entry.account_id == account_id, Entry.effective_on <= on)
    return int(await uow.session.scalar(total.where(*within)) or 0)
