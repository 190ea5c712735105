"""The same key gives the same answer: a repeat is told what the first was told.

The row is written in the business transaction, with the very bytes of the reply, so an ambiguous
commit is resolved by asking again (DESIGN.md §6).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Index, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from starlette.responses import Response

from shared.edge_errors import IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_KEY_REUSED
from shared.orm import KERNEL, Row


class IdempotencyRow(Row, kw_only=True):
    """One answered request, by who asked, what for, and his key; kept for 72 hours."""

    __tablename__ = "idempotency"
    metadata = KERNEL
    __table_args__ = (Index("ix_idempotency_created_at", "created_at"),)

    principal_id: Mapped[UUID] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), init=False)


CLAIM = """
SELECT taken, request_hash, status, headers, body FROM claim_request($1, $2, $3, $4)
"""
"""Locks the key; then, in a statement of its own, reads what the first request left."""


class Replayed(Exception):  # noqa: N818 - an answer, not a fault
    """The request was answered before; `response` is that answer."""

    def __init__(self, response: Response) -> None:
        self.response = response


@dataclass(frozen=True)
class Claim:
    """A request that must take effect once."""

    principal_id: UUID
    operation: str
    key: str
    request_hash: bytes

    def lock(self) -> int:
        """The advisory lock of this key, a signed 64-bit number."""
        text = f"{self.principal_id}|{self.operation}|{self.key}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


async def claim(session: AsyncSession, wanted: Claim) -> None:
    """Go on if the key is new; otherwise raise what the caller must be told."""
    connection = await session.connection()
    asked = (wanted.lock(), wanted.principal_id, wanted.operation, wanted.key)
    row = (await connection.exec_driver_sql(CLAIM, asked)).one()
    if not row.taken:
        raise IDEMPOTENCY_KEY_IN_USE.problem()
    if row.request_hash is None:
        return
    if row.request_hash != wanted.request_hash:
        raise IDEMPOTENCY_KEY_REUSED.problem()
    headers = json.loads(row.headers) | {"Idempotent-Replayed": "true"}
    raise Replayed(Response(row.body, row.status, headers))


def unkept(
    status: int, view: type[BaseModel], of: Any, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer for who asked first only: `uow.answer` would keep its secret for a repeat."""
    body = view.model_validate(of, from_attributes=True).model_dump_json()
    return Response(body, status, headers, "application/json")
