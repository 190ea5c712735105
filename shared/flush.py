"""Writes what a transaction made, changed and deleted in one statement.

The ORM takes a round trip for each row and several times the CPU. What it does besides, for
relationships between objects, nothing here needs.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import InstanceState, Session, SessionTransaction
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.util import safe_reraise

from shared.audit import Changes
from shared.orm import Entity, Row
from shared.row_texts import Deed, Shape, columns_of, encoder, referring, text_of

FEW = 12
"""So many rows are written by one statement with a part for each.

Of more, those alike go as an array for each column, in a statement of their own: so texts do not
depend on how many there are of each, and are few enough to stay prepared.
"""

MANY = 2_000
"""No more rows are written by one statement: each has only so many seconds."""

Found = tuple[Shape, "InstanceState[Any]"]
Part = tuple[Shape, "list[InstanceState[Any]]"]
"""Rows alike that a part of a statement writes; several as arrays."""


class WholeFlush(Session):
    """A session that writes all it holds at once, and tells it to its `info["changes"]`."""

    def begin_nested(self) -> SessionTransaction:
        """Refuse: facts, timers and the audit of what is taken back would stay."""
        raise InvalidRequestError("a transaction is stored whole or not at all: no savepoints")

    def _flush(self, objects: Sequence[object] | None = None) -> None:
        assert objects is None, "a part of a transaction is not written by itself"
        whole = self._autobegin_t()._begin()  # noqa: SLF001 - as the ORM's own does
        try:
            for parts in _statements([*self._found()]):
                self._write(parts)
            deleted = {*self._deleted}
            stored = {*self._dirty_states, *self._new} - deleted
            self._remove_newly_deleted(deleted)
            self._register_persistent(stored)
            whole.commit()
        except BaseException:  # noqa: BLE001 - raised again
            with safe_reraise():  # who catches it cannot commit the half of it
                whole.rollback(_capture_exception=True)

    def _found(self) -> Iterator[Found]:
        changes: Changes = self.info["changes"]
        for state, row in self._deleted.items():
            changes.note(row, (), gone=True)
            yield Shape.of(Deed.DELETE, state, ()), state
        for state, row in self._new.items():
            changes.note(row, [*state.dict])
            yield Shape.of(Deed.INSERT, state, _completed(state, row)), state
        for state in self._dirty_states:
            if state not in self._deleted and (names := _changed(state)):
                changes.note(cast(Row, state.obj()), names)
                yield Shape.of(Deed.UPDATE, state, names), state

    def _write(self, parts: list[Part]) -> None:
        text = text_of(tuple((shape, len(rows) > 1) for shape, rows in parts))
        values = [value for shape, rows in parts for value in _values(shape, rows)]
        numbers = self.connection().exec_driver_sql(text, tuple(values)).one()
        for (shape, rows), number in zip(parts, numbers, strict=True):
            if number != len(rows):
                raise StaleDataError(f"{shape.table}: not every row is as it was read")
            if shape.deed is Deed.UPDATE and issubclass(shape.kind, Entity):
                for state in rows:
                    state.dict["version"] += 1


def _changed(state: "InstanceState[Any]") -> list[str]:
    """The columns whose values differ from what was loaded or stored last."""
    kind: Any = state.class_
    columns, now = columns_of(kind), state.dict
    before = state.committed_state.items()
    # what `attrs[key].history` says of each column, at a tenth of its cost
    return sorted(key for key, old in before if key in columns and old != now.get(key))


def _completed(state: "InstanceState[Any]", row: Any) -> list[str]:
    """The columns of a new row, what was left out with its default."""
    kind: Any = state.class_
    columns, values = columns_of(kind), state.dict
    if isinstance(row, Entity):
        values["version"] = 1
    for key, column in columns.items():
        if key not in values:
            assert column.server_default is None, "what the database fills in is written by SQL"
            values[key] = getattr(row, key)
    return [*columns]


def _statements(found: list[Found]) -> Iterator[list[Part]]:
    in_turn = sorted(found, key=lambda one: (*_turn(one[0]), *_key(one[1])))
    if 0 < len(found) <= FEW:
        yield [(shape, [state]) for shape, state in in_turn]
        return
    late = _late(found)
    alike: dict[tuple[int, Shape], list[InstanceState[Any]]] = {}
    for shape, state in in_turn:
        alike.setdefault((late.get(state, 0), shape), []).append(state)
    for (_, shape), rows in sorted(alike.items(), key=lambda one: one[0][0]):
        for first in range(0, len(rows), MANY):
            yield [(shape, rows[first : first + MANY])]


def _late(found: list[Found]) -> "dict[InstanceState[Any], int]":
    """What is written out of its turn: who is pointed at a new row after it, what is left last.

    Within one statement that does not matter: what refers to what is checked when it ends.
    """
    updates = ((shape, state) for shape, state in found if shape.deed is Deed.UPDATE)
    moved = [(state, name) for shape, state in updates for name in referring(shape)]
    if not moved:
        return {}
    made = (state for shape, state in found if shape.deed is Deed.INSERT)
    new = {key for state in made for key in state.mapper.primary_key_from_instance(state.obj())}
    left = {state.committed_state[name] for state, name in moved}
    gone = (state for shape, state in found if shape.deed is Deed.DELETE)
    late = {state: 1 for state, name in moved if state.dict[name] in new}
    return late | {state: 2 for state in gone if not left.isdisjoint(_key(state))}


def _values(shape: Shape, rows: "list[InstanceState[Any]]") -> Iterator[Any]:
    for key in (*shape.found_by, *shape.names):
        encode = encoder(shape.kind, key)
        values = [state.dict[key] for state in rows]
        encoded = [encode(value) for value in values] if encode else values
        yield encoded if len(rows) > 1 else encoded[0]


def _turn(shape: Shape) -> tuple[Any, ...]:
    """Deed by deed; of new rows those first that others refer to."""
    rank = _rank(shape.kind)
    return (shape.deed, rank if shape.deed is Deed.INSERT else -rank, shape.table)


def _key(state: "InstanceState[Any]") -> tuple[Any, ...]:
    return state.key[1] if state.key else (state.insert_order,)


@cache
def _rank(kind: type[Row]) -> int:
    return _depth(cast(Table, kind.__table__))


def _depth(table: Table) -> int:
    """How far it is from tables that refer to none; a program does not know all of them."""
    there = table.metadata.tables
    names = {key.target_fullname.partition(".")[0] for key in table.foreign_keys} - {table.name}
    return 1 + max((_depth(there[name]) for name in names if name in there), default=0)
