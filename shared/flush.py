"""Writes what a transaction made, changed and deleted in one statement.

The ORM takes a round trip for each row and several times the CPU. What it does besides, for
relationships between objects, nothing here needs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum, auto
from functools import cache
from itertools import count, groupby
from typing import Any, NamedTuple, cast

from sqlalchemy import Column, Dialect, inspect
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.orm import InstanceState, Session
from sqlalchemy.orm.exc import StaleDataError

from shared.audit import Changes
from shared.orm import Entity, Row

FEW = 4
"""So many rows alike are written each by itself, which is faster.

More go as an array for each column, so that one text serves for any number of them.
"""

_DIALECT: Dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]
_quote = _DIALECT.identifier_preparer.quote


class Deed(IntEnum):
    """What becomes of a row, in the order it is done: a new one may take a changed one's place."""

    DELETE = auto()
    UPDATE = auto()
    INSERT = auto()


class Shape(NamedTuple):
    """What the text depends on that writes a row: `names` are the columns that get a value.

    Keys do not change; an entity's version does by itself.
    """

    deed: Deed
    table: str
    names: tuple[str, ...]
    kind: type[Row]

    @property
    def found_by(self) -> tuple[str, ...]:
        """A row's key; its version too, so that none is overwritten that changed meanwhile."""
        if self.deed is Deed.INSERT:
            return ()
        keys = tuple(str(one.key) for one in inspect(self.kind).primary_key)
        return (*keys, "version") if issubclass(self.kind, Entity) else keys


class Written(NamedTuple):
    """Rows that a part of the statement writes; `many` as arrays."""

    shape: Shape
    many: bool
    rows: "list[InstanceState[Any]]"


class WholeFlush(Session):
    """A session that writes all it holds at once, and tells it to its `info["changes"]`."""

    def _flush(self, objects: Sequence[object] | None = None) -> None:
        assert objects is None, "a part of a transaction is not written by itself"
        found = sorted(self._found(), key=lambda one: one[0][:3])
        if found:
            self._write([*_parts(found)])
        deleted = {*self._deleted}
        stored = {*self._dirty_states, *self._new} - deleted
        self._register_persistent(stored)
        self._remove_newly_deleted(deleted)

    def _found(self) -> "Iterator[tuple[Shape, InstanceState[Any]]]":
        changes: Changes = self.info["changes"]
        for state, row in self._deleted.items():
            changes.note(row, (), gone=True)
            yield _shape(Deed.DELETE, state, ()), state
        for state, row in self._new.items():
            changes.note(row, [*state.dict])
            yield _shape(Deed.INSERT, state, _completed(state, row)), state
        for state in self._dirty_states:
            if state not in self._deleted and (names := _changed(state)):
                changes.note(cast(Row, state.obj()), names)
                yield _shape(Deed.UPDATE, state, names), state

    def _write(self, parts: list[Written]) -> None:
        text = text_of(tuple((part.shape, part.many) for part in parts))
        values = [value for part in parts for value in _values(part)]
        numbers = self.connection().exec_driver_sql(text, tuple(values)).one()
        for part, number in zip(parts, numbers, strict=True):
            if number != len(part.rows):
                raise StaleDataError(f"{part.shape.table}: not every row is as it was read")
            if part.shape.deed is Deed.UPDATE and issubclass(part.shape.kind, Entity):
                for state in part.rows:
                    state.dict["version"] += 1


def _shape(deed: Deed, state: "InstanceState[Any]", names: Iterable[str]) -> Shape:
    kind = state.class_
    return Shape(deed, kind.__tablename__, tuple(names), kind)


def _changed(state: "InstanceState[Any]") -> list[str]:
    """The columns whose values differ from what was loaded or stored last."""
    kind: Any = state.class_
    columns, now = _columns(kind), state.dict
    before = state.committed_state.items()
    # what `attrs[key].history` says of each column, at a tenth of its cost
    return sorted(key for key, old in before if key in columns and old != now.get(key))


def _completed(state: "InstanceState[Any]", row: Any) -> list[str]:
    """The columns of a new row that the database does not fill in; what was left out, too."""
    kind: Any = state.class_
    columns, values = _columns(kind), state.dict
    if isinstance(row, Entity):
        values["version"] = 1
    for key, column in columns.items():
        if key not in values and column.server_default is None:
            values[key] = getattr(row, key)
    return [key for key in columns if key in values]


def _parts(found: "Iterable[tuple[Shape, InstanceState[Any]]]") -> Iterator[Written]:
    for shape, alike in groupby(found, lambda one: one[0]):
        rows = [state for _, state in alike]
        if len(rows) > FEW:
            yield Written(shape, many=True, rows=rows)
        else:
            yield from (Written(shape, many=False, rows=[row]) for row in rows)


def _values(part: Written) -> Iterator[Any]:
    for key in (*part.shape.found_by, *part.shape.names):
        encode = _encoder(part.shape.kind, key)
        values = [state.dict[key] for state in part.rows]
        encoded = [encode(value) for value in values] if encode else values
        yield encoded if part.many else encoded[0]


@cache
def _columns(kind: type[Row]) -> dict[str, Column[Any]]:
    found = inspect(kind).columns.items()
    return {key: column for key, column in found if isinstance(column, Column)}


@cache
def _encoder(kind: type[Row], key: str) -> Callable[[Any], Any] | None:
    return _columns(kind)[key].type.dialect_impl(_DIALECT).bind_processor(_DIALECT)


@cache
def text_of(parts: tuple[tuple[Shape, bool], ...]) -> str:
    """The statement; it answers how many rows each part of it wrote."""
    numbers = count(1)
    written = [
        f"part{n} AS ({_part(shape, numbers, many=many)} RETURNING 1)"
        for n, (shape, many) in enumerate(parts)
    ]
    counted = [f"(SELECT count(*) FROM part{n})" for n in range(len(parts))]  # noqa: S608
    return f"WITH {', '.join(written)} SELECT {', '.join(counted)}"


def _part(shape: Shape, numbers: Iterator[int], *, many: bool) -> str:
    keys = (*shape.found_by, *shape.names)
    assert len({*keys}) == len(keys), "a key does not change"
    columns = [_quote(key) for key in keys]
    types = [_columns(shape.kind)[key].type.compile(_DIALECT) for key in keys]
    places = [f"${next(numbers)}" for _ in keys]
    arrays = ", ".join(f"{place}::{kind}[]" for place, kind in zip(places, types, strict=True))
    new = f"unnest({arrays}) AS new({', '.join(columns)})" if many else ""
    values = [f"new.{column}" for column in columns] if many else places
    value = dict(zip(keys, zip(columns, values, strict=True), strict=True))
    table = _quote(shape.table)
    found = " AND ".join(f"{table}.{{}} = {{}}".format(*value[key]) for key in shape.found_by)
    given = [value[name] for name in shape.names]
    match shape.deed:
        case Deed.INSERT:
            rows = f"SELECT * FROM {new}" if many else f"VALUES ({', '.join(values)})"  # noqa: S608
            return f"INSERT INTO {table} ({', '.join(columns)}) {rows}"
        case Deed.DELETE:
            return f"DELETE FROM {table} {new and 'USING ' + new} WHERE {found}"  # noqa: S608
        case Deed.UPDATE:
            version = [f"version = {table}.version + 1"] if "version" in shape.found_by else []
            changed = ", ".join([*version, *(f"{name} = {of}" for name, of in given)])
            source = new and "FROM " + new
            return f"UPDATE {table} SET {changed} {source} WHERE {found}"  # noqa: S608
