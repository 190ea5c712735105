"""Keyset pages: the next page starts after the last row seen, so nothing is skipped or shown twice.

No OFFSET, no COUNT(*) (DESIGN.md §6).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import (
    ARRAY,
    DateTime,
    Integer,
    Select,
    any_,
    bindparam,
    func,
    literal,
    text,
    tuple_,
)

from shared.db import UnitOfWork
from shared.schemas import View
from shared.wording import Formed

PAGE_SIZE = 50
PAGE_SIZE_MAX = 200
CURSOR = "^[A-Za-z0-9_-]{22}$"
"""An identifier of 16 bytes in base64url, without padding."""

DUE_CURSOR = "^[A-Za-z0-9_-]{32}$"
"""The same behind eight bytes that say when it is due, in microseconds."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = datetime.max  # noqa: DTZ901 - so asyncpg says infinity
"""When that is due for which no time is promised: after everything else."""

NUMBER_MAX = 2**63 - 1
"""The largest number of a link that the database can hold."""

NOTHING: Mapping[Any, Any] = {}

V = TypeVar("V")


class Listed(View, Generic[V]):
    """One page of a list; `next` goes into `after` for the following page, null on the last."""

    items: list[V]
    next: str | None


@dataclass(frozen=True)
class PageRequest:
    """How many rows, and after which one."""

    limit: int
    after: UUID | None
    due: datetime | None = None
    """When the row before was due, in a list of what is due first."""


Limit = Annotated[int, Query(ge=1, le=PAGE_SIZE_MAX, description="Rows per page")]
AFTER = Query(description="`next` of the page before")
UNCHANGED = ("请原样填写上一页返回的 next", "must be `next` of the page before, unchanged")


async def _page(
    limit: Limit = PAGE_SIZE,
    after: Annotated[str | None, AFTER, Formed(CURSOR, *UNCHANGED)] = None,
) -> PageRequest:
    return PageRequest(limit, None if after is None else _decode(after))


async def _due_page(
    limit: Limit = PAGE_SIZE,
    after: Annotated[str | None, AFTER, Formed(DUE_CURSOR, *UNCHANGED)] = None,
) -> PageRequest:
    if after is None:
        return PageRequest(limit, None)
    told = base64.urlsafe_b64decode(after)
    passed = int.from_bytes(told[:8])
    never = passed >= (NEVER.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
    return PageRequest(
        limit, UUID(bytes=told[8:]), NEVER if never else EPOCH + passed * MICROSECOND
    )


Page = Annotated[PageRequest, Depends(_page)]
DuePage = Annotated[PageRequest, Depends(_due_page)]
"""One of a list of what is due first."""


def _encode(last: UUID | int) -> str:
    last = UUID(int=last) if isinstance(last, int) else last
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def _decode(after: str) -> UUID:
    return UUID(bytes=base64.urlsafe_b64decode(after + "=="))


def _name(column: Any) -> str:
    return f"only_{column.key}"


async def page_of(
    uow: UnitOfWork,
    rows: Select[Any],
    key: Any,
    page: PageRequest,
    only: Mapping[Any, Any] = NOTHING,
    *,
    newest_first: bool = True,
) -> dict[str, Any]:
    """One page of entities in the order of `key`: a unique UUIDv7 column, the order of arrival.

    Links of one chain go by their number; ids made by two machines' clocks may not follow it.
    `only` those with these values of these columns, or one of several; None narrows nothing.
    """
    asked = {column: value for column, value in only.items() if value is not None}
    after: UUID | int | None = page.after
    if page.after is not None and isinstance(key.type, Integer):
        after = min(page.after.int, NUMBER_MAX)
    columns = ((column, isinstance(value, list)) for column, value in asked.items())
    wanted = _ordered(
        _narrowed(rows, *columns),
        key,
        page.limit,
        begun=page.after is not None,
        newest_first=newest_first,
    )
    given = {_name(column): value for column, value in asked.items()}
    found = list((await uow.session.scalars(wanted, given | {"after": after})).unique())
    more = len(found) > page.limit
    items = found[: page.limit]
    return {"items": items, "next": _encode(getattr(items[-1], key.key)) if more else None}


@lru_cache(1024)  # of use where `rows` was kept, too: SQLAlchemy then knows its text at sight
def _narrowed(rows: Select[Any], *only: tuple[Any, bool]) -> Select[Any]:
    for column, several in only:
        given: Any = bindparam(_name(column), type_=ARRAY(column.type) if several else column.type)
        rows = rows.where(column == (any_(given) if several else given))
    return rows


@lru_cache(1024)
def _ordered(
    rows: Select[Any], key: Any, limit: int, *, begun: bool, newest_first: bool
) -> Select[Any]:
    if begun:
        after: Any = bindparam("after")
        rows = rows.where(key < after if newest_first else key > after)
    return rows.order_by(key.desc() if newest_first else key.asc()).limit(limit + 1)


async def due_page_of(
    uow: UnitOfWork, rows: Select[Any], due: Any, key: Any, page: PageRequest
) -> dict[str, Any]:
    """One page of what is due first; see `due_first`."""
    found = list(await uow.session.scalars(due_first(rows, due, key, page)))
    items, more = found[: page.limit], len(found) > page.limit
    last = [getattr(items[-1], one.key) for one in (due, key)] if more else []
    return {"items": items, "next": due_cursor(*last) if more else None}


def due_first(rows: Select[Any], due: Any, key: Any, page: PageRequest) -> Select[Any]:
    """The rows of a page and one more, what is due for no time last: as an index has them.

    The place in the list stays where the page before ended, whatever became of its last row.
    """
    place = func.coalesce(due, text("'infinity'::timestamptz"))
    if page.after is not None:
        after = tuple_(literal(page.due, DateTime(timezone=True)), literal(page.after))
        rows = rows.where(tuple_(place, key) > after)
    return rows.order_by(place, key).limit(page.limit + 1)


def due_cursor(due: datetime | None, last: UUID) -> str:
    """What leads on from a row that is due then."""
    passed = ((due or NEVER.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND
    return base64.urlsafe_b64encode(passed.to_bytes(8) + last.bytes).decode()
