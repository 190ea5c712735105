"""`python -m services.credit.migrations`: brings the database to the newest state.

Ends with an error, so that no service starts and nothing is posted, where the ledger came to
another database server as rows: a block of transfers is a range of transaction numbers, and that
server counts from one again (docs/credit/checkpoint.md).
"""

import asyncio
import sys

import asyncpg

from services.credit.settings import Settings
from shared.migrations import runner

LAST_KNOWN = """
SELECT greatest((SELECT max(xid_upto) FROM checkpoint), (SELECT max(xid) + 1 FROM transfer), 0),
  pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
EPOCH_BITS = 32
"""A transaction's number is the server's counter of 32 bits, and above it the epoch."""
BEHIND = """\
账本的事务编号领先于本数据库服务器（账本以逻辑方式恢复而来），此时记账将永远无法封存。
请停止 PostgreSQL，执行 pg_resetwal --epoch={epoch} <数据目录>，再启动。
The ledger knows transactions that this database server has yet to count: it was restored as rows.
What were posted now could never be sealed. Stop PostgreSQL, run
pg_resetwal --epoch={epoch} <data directory>, and start again."""


async def epoch_wanted(url: str) -> int | None:
    """The epoch in which the server's transactions come after the ledger's; None if they do."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    known, next_one = await connection.fetchrow(LAST_KNOWN)
    await connection.close()
    return None if known <= next_one else (known >> EPOCH_BITS) + 1


def main() -> None:
    """Migrate, then see that the ledger can go on."""
    owner = runner.main("credit", Settings)
    if (epoch := asyncio.run(epoch_wanted(owner))) is not None:
        sys.exit(BEHIND.format(epoch=epoch))


if __name__ == "__main__":
    main()
