"""Who changed what, in the transaction that changed it.

One row per entity and transaction, chained per entity: `hash = SHA-256(previous hash ‖ seq ‖ "|" ‖
record)`, where `record` is canonical JSON (RFC 8785), so an outsider can recompute the chain; the
chains are sealed together (shared/audit_seal.py), so that none loses its end unseen.
A business change whose audit row cannot be written does not happen (GB/T 22239-2019 §8.1.4.3).
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Index, inspect, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.canonical import canonical
from shared.orm import KERNEL, Entity, Row

SEALED = "•"
"""Stands in the audit for every value that is personal, or stored encrypted or hashed."""


_AS_IS = {str, bool, float, type(None)}
"""Not what is derived from them, as an enum is."""

JSON_INT_MAX = 2**53
"""Beyond it a JSON reader may lose digits (RFC 8785)."""


class AuditRow(Row, kw_only=True):
    """One change of one entity; never updated, never deleted."""

    __tablename__ = "audit"
    metadata = KERNEL
    __table_args__ = (
        Index("ix_audit_actor_id_at", "actor_id", "at"),
        Index("ix_audit_xid", "xid", postgresql_using="brin"),  # rows lie as they were written
    )

    entity_id: Mapped[UUID] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    """Two entities may share an id: a visit has its order's."""
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    operation: Mapped[str]
    record: Mapped[str]
    hash: Mapped[bytes]
    xid: Mapped[int] = mapped_column(
        server_default=text("pg_current_xact_id()::text::bigint"), init=False
    )
    """The transaction that wrote it; 0 of those that were there before any was sealed."""


Drafts = tuple[list[UUID], list[str], list[str]]
"""Of audit rows the entities' ids, their kinds and the records."""


class Changes:
    """Collects what one session changes, entity by entity."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, UUID], dict[str, Any]] = {}

    def note(self, row: Row, names: Iterable[str], *, gone: bool = False) -> None:
        """Take down what is about to be written of one entity: the columns that get a value."""
        if isinstance(row, Entity):
            deleted: dict[str, Any] = {"deleted": True} if gone else {}
            key = (type(row).__tablename__, row.id)
            self._found[key] = self._found.get(key, {}) | deleted | _told(row, names)

    def drafts(self, *, actor_id: UUID, operation: str, at: datetime) -> Drafts:
        """The audit rows' values, all but the sequence and the hash."""
        about = {"at": at.isoformat(), "actor_id": str(actor_id), "operation": operation}
        drafts: Drafts = ([], [], [])
        for (entity, entity_id), changed in self._found.items():
            record = {"entity": entity, "entity_id": str(entity_id), "changes": changed}
            drafts[0].append(entity_id)
            drafts[1].append(entity)
            drafts[2].append(canonical(record | about).decode())
        self._found.clear()
        return drafts


def _told(entity: Entity, names: Iterable[str]) -> dict[str, Any]:
    """The new values of what changed; personal ones are sealed."""
    told, values = _told_of(type(entity)), inspect(entity).dict
    return {key: SEALED if told[key] else _plain(values[key]) for key in names if key in told}


@cache
def _told_of(kind: type[Entity]) -> dict[str, bool]:
    """The columns whose changes are told, and whether their values are personal."""
    columns = inspect(kind).columns.items()
    return {
        key: bool(column.info.get("personal"))
        for key, column in columns
        if key not in ("id", "version")
    }


def _plain(value: Any) -> Any:
    """A value as canonical JSON can carry it; integers beyond 2^53 become text."""
    if type(value) in _AS_IS:
        return value
    match value:
        case bytes():
            plain: Any = SEALED
        case dict():
            plain = {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set():
            plain = [_plain(item) for item in value]
        case Enum():
            plain = value.value
        case datetime() | date() | time():
            plain = value.isoformat()
        case UUID() | Decimal():
            plain = str(value)
        case int() if abs(value) >= JSON_INT_MAX:
            plain = str(value)
        case _:
            plain = value
    return plain
