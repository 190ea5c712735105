"""Writes many changed rows in one statement; the ORM takes a round trip for each version."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Table, bindparam, column, func, inspect, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from shared.orm import Entity


def changed(entity: Entity) -> tuple[str, ...]:
    """The columns of a stored entity that differ from what is stored."""
    state = inspect(entity)
    if not state.persistent:
        return ()
    keys = [one.key for one in state.mapper.column_attrs]
    return tuple(key for key in keys if state.attrs[key].history.has_changes())


async def write(session: Any, rows: Sequence[Entity], names: Sequence[str]) -> None:
    """Store these columns of these rows; refused when one of them changed meanwhile."""
    table: Any = type(rows[0]).__table__
    assert isinstance(table, Table)
    columns = [table.c[name] for name in ("id", "version", *names)]
    values = [
        bindparam(f"all_{one.name}", [getattr(row, one.name) for row in rows], ARRAY(one.type))
        for one in columns
    ]
    shape = [column(one.name, one.type) for one in columns]
    new = func.unnest(*values).table_valued(*shape, name="new").render_derived()
    stored = (
        update(table)
        .where(table.c.id == new.c.id, table.c.version == new.c.version)
        .values({"version": table.c.version + 1} | {name: new.c[name] for name in names})
        .returning(table.c.id)
    )
    if len((await session.execute(stored)).all()) != len(rows):
        raise StaleDataError(f"{table.name}: not every row is as it was read")
    for row in rows:
        for name in names:
            set_committed_value(row, name, getattr(row, name))
        set_committed_value(row, "version", row.version + 1)
