"""Asks a service over HTTP, and PostgreSQL how it would answer each statement that led to."""

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from benchmarks.fill_questions import Question
from shared.access import Actor
from shared.crypto import Vault
from shared.testing.kit import Programs, ServiceKit
from tests.plans import Statement

BIG = 200
"""Rows that make a table big, in the small province."""
PLANNED, USUAL = (
    f"SELECT set_config('enable_seqscan', '{seqscan}', true),"
    f" set_config('seq_page_cost', '{page}', true), set_config('random_page_cost', '{page}', true)"
    for seqscan, page in (("off", 0), ("on", 1))
)
"""Where pages cost nothing, the plan that touches the fewest rows wins, as in far larger tables."""
ALONG = {"Index Scan", "Index Only Scan"}
ENDLESS = {"Sort", "Aggregate", "Hash", "WindowAgg", "Unique", "Materialize"}
"""Steps that read all their input, however few rows are wanted of them."""

BIG_ONES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= $1"
PARTIAL = (
    "SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
    " WHERE i.indpred IS NOT NULL"
)


@dataclass(frozen=True)
class Tables:
    """What has to be known of a database to judge a plan."""

    big: set[str]
    partial: set[str]
    """Indices that hold only what a question is about: they may be followed to their end."""

    def read_whole(self, node: dict[str, Any], *, limited: bool = False) -> set[str]:
        """The big tables a plan reads from end to end: by a sequential scan, or along an index.

        Along an index in its order is right for as long as a page needs, so under a Limit.
        """
        kind = node["Node Type"]
        limited = (limited or kind == "Limit") and kind not in ENDLESS
        along = kind in ALONG and "Index Cond" not in node and not limited
        found = set[str]()
        if kind == "Seq Scan" or (along and node["Index Name"] not in self.partial):
            found = {node["Relation Name"]} & self.big
        return found.union(
            *(self.read_whole(one, limited=limited) for one in node.get("Plans", []))
        )


class Asking:
    """A kit on one connection, and every statement that passed through it since the last look."""

    def __init__(self, kit: ServiceKit, connection: Any, tables: "Tables") -> None:
        self.kit = kit
        self._tables = tables
        self._connection = connection
        self._heard: dict[str, Any] = {}
        self._explained: set[tuple[str, str]] = set()
        event.listen(connection.sync_connection, "before_cursor_execute", self._hear)

    @classmethod
    async def of(cls, programs: Programs, connection: Any, vault: Vault) -> Self:
        """The service, ready to be asked."""
        kit = ServiceKit(programs, connection, vault)
        await kit.start()
        big = await connection.exec_driver_sql(BIG_ONES, (float(BIG),))
        partial = await connection.exec_driver_sql(PARTIAL)
        return cls(kit, connection, Tables({*big.scalars()}, {*partial.scalars()}))

    def _hear(self, _: Any, __: Any, statement: str, given: Any, ___: Any, many: bool) -> None:
        if not many and statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            self._heard.setdefault(statement, given)

    async def ask(self, question: Question, actor: Actor) -> int:
        """The status of the answer."""
        path = "/" + question.path.split("/", 4)[4]  # the kit says /api/SERVICE/v1 itself
        answer = await self.kit.send(
            "GET", path, as_=actor, params=question.params, headers=question.headers
        )
        return answer.status_code

    async def read_whole(self, who: str) -> set[str]:
        """The big tables that a statement heard since the last time reads from end to end."""
        heard, self._heard = self._heard, {}
        found: set[str] = set()
        await self._connection.exec_driver_sql(PLANNED)
        for statement, given in heard.items():
            if (who, statement) in self._explained:
                continue
            self._explained.add((who, statement))
            explain = f"EXPLAIN (FORMAT JSON) {statement}"
            told = (await self._connection.exec_driver_sql(explain, given)).scalar_one()
            plan = told[0]["Plan"]
            found |= {f"{table}: {statement}" for table in self._tables.read_whole(plan)}
        self._heard.clear()
        await self._connection.exec_driver_sql(USUAL)
        return found

    async def plan_of(self, wanted: Statement) -> str:
        """How PostgreSQL would answer a question."""
        spoken = dialect.dialect()  # type: ignore[no-untyped-call]
        sql = wanted.compile(dialect=spoken, compile_kwargs={"literal_binds": True})
        await self._connection.exec_driver_sql(PLANNED)
        lines = await self._connection.exec_driver_sql(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in lines)

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        found = await self._connection.exec_driver_sql(f"SELECT count(*) FROM {table}")
        number: int = found.scalar_one()
        return number
