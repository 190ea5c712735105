"""The text of a statement that writes rows of several tables, each in a part of its own."""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum, auto
from functools import cache, lru_cache
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Column, Dialect, inspect
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.orm import InstanceState

from shared.orm import Entity, Row

TEXTS_KEPT = 1_000

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

    @classmethod
    def of(cls, deed: Deed, state: "InstanceState[Any]", names: Iterable[str]) -> "Shape":
        """That of a row the session has."""
        kind = state.class_
        return cls(deed, kind.__tablename__, tuple(names), kind)

    @property
    def found_by(self) -> tuple[str, ...]:
        """A row's key; its version too, so that none is overwritten that changed meanwhile."""
        if self.deed is Deed.INSERT:
            return ()
        keys = tuple(str(one.key) for one in inspect(self.kind).primary_key)
        return (*keys, "version") if issubclass(self.kind, Entity) else keys


@cache
def columns_of(kind: type[Row]) -> dict[str, Column[Any]]:
    """What of a class is stored, by its name there."""
    found = inspect(kind)
    for one in found.relationships:
        assert one.viewonly, f"nobody fills in the keys of {one}: give them values"
    stored = {key: column for key, column in found.columns.items() if isinstance(column, Column)}
    for column in stored.values():
        by_sql = column.onupdate or (column.default and not column.default.is_scalar)
        assert not by_sql, f"nobody fills in {column}: give it a value"
    return stored


@lru_cache(TEXTS_KEPT)
def referring(shape: Shape) -> tuple[str, ...]:
    """Which of the columns that get a value refer to another row."""
    columns = columns_of(shape.kind)
    return tuple(name for name in shape.names if columns[name].foreign_keys)


@cache
def encoder(kind: type[Row], key: str) -> Callable[[Any], Any] | None:
    """What makes of a value what the driver takes, if it must be made something else."""
    return columns_of(kind)[key].type.dialect_impl(_DIALECT).bind_processor(_DIALECT)


@lru_cache(TEXTS_KEPT)
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
    types = [columns_of(shape.kind)[key].type.compile(_DIALECT) for key in keys]
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
