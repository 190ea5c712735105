"""How PostgreSQL would answer a question over many rows, with statistics that are certain."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import asyncpg as dialect

Statement = Select[*tuple[Any, ...]]


async def plan_of(owner_url: str, wanted: Statement, fill: Sequence[str] = ()) -> str:
    """The plan of `wanted` after `fill`, an INSERT for each table that matters.

    Nothing stays. The owner asks, since only he may analyze: whether autovacuum came by or not,
    the plan is the same.
    """
    spoken = dialect.dialect()  # type: ignore[no-untyped-call]
    sql = wanted.compile(dialect=spoken, compile_kwargs={"literal_binds": True})
    owner = await asyncpg.connect(owner_url)
    try:
        await owner.execute("BEGIN")
        for insert in fill:
            await owner.execute(insert)
        await owner.execute("ANALYZE; SET LOCAL enable_seqscan = off")
        return "\n".join(line for (line,) in await owner.fetch(f"EXPLAIN {sql}"))
    finally:
        await owner.close()
