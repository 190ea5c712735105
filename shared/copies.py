"""A copy of what is kept of somebody, as one JSON document of any length.

Each page of a list is read in a transaction of its own: whoever takes it slowly keeps nobody else
from a connection.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from shared.access_log import AccessLogRow
from shared.database import Opener
from shared.db import UnitOfWork
from shared.schemas import View

READ_AT_ONCE = 200
"""Rows of one page."""

EVERYTHING = "everything"
"""The field that the access log names for a copy."""
OWN_DATA = "own_data"
"""The purpose that it names."""

Part = View | None | AsyncIterator[View]
Shown = Callable[[UnitOfWork, Sequence[Any]], Awaitable[Sequence[View]]]


async def pages(begin: Opener, rows: Select[Any], key: Any, shown: Shown) -> AsyncIterator[View]:
    """All of these rows as they are shown, in the order of a unique key, a page at a time."""
    after: Any = None
    while True:
        wanted = rows if after is None else rows.where(key > after)
        async with begin() as uow:
            found = await uow.session.scalars(wanted.order_by(key).limit(READ_AT_ONCE))
            page = list(found)
            told = await shown(uow, page)
        for one in told:
            yield one
        if len(page) < READ_AT_ONCE:
            return
        after = getattr(page[-1], key.key)


def shown_as(view: type[View]) -> Shown:
    """Each row by itself in this form."""

    async def shown(_: UnitOfWork, rows: Sequence[Any]) -> Sequence[View]:
        return [view.model_validate(row, from_attributes=True) for row in rows]

    return shown


def accesses_to(person_id: Any) -> Select[Any]:
    """Who saw his data."""
    return select(AccessLogRow).where(AccessLogRow.person_id == person_id)


async def document(parts: Mapping[str, Part]) -> AsyncGenerator[str]:
    """One JSON object of these parts; a list is written as it is read."""
    opening = "{"
    for name, part in parts.items():
        yield f"{opening}{json.dumps(name)}:"
        opening = ","
        if part is None or isinstance(part, View):
            yield "null" if part is None else part.model_dump_json()
            continue
        before = "["
        async for one in part:
            yield before + one.model_dump_json()
            before = ","
        yield "]" if before == "," else "[]"
    yield "}"
