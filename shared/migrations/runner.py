"""The migration program of a service: `python -m services.<service>.migrations`.

Ends with an error, so that no service starts and nothing is written, where a database came to
another server as rows: what is sealed is a range of transaction numbers, and that server counts
from one again (docs/credit/checkpoint.md).
"""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import MetaData

from shared.orm import KERNEL
from shared.settings import ServiceSettings

HERE = Path(__file__).parent
OTHERS = """\
{name}: {error}.
A version with other migrations made these tables: it can go on with them, this one cannot.
The data of a development stack is thrown away with `make reset`."""

SEALED = "SELECT coalesce(max(xid_upto), 0) FROM audit_checkpoint"
"""The transactions that are sealed of every service."""
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
EPOCH_BITS = 32
"""A transaction's number is the server's counter of 32 bits, and above it the epoch."""
BEHIND = """\
{name}：已封存的事务编号领先于本数据库服务器（数据以逻辑方式恢复而来），此后写入的内容将永远无法封存。
请停止 PostgreSQL，执行 pg_resetwal --epoch={epoch} <数据目录>，再启动。
{name}: what is sealed knows transactions that this database server has yet to count: it was
restored as rows. What were written now could never be sealed. Stop PostgreSQL, run
pg_resetwal --epoch={epoch} <data directory>, and start again."""


def config(
    name: str, url: str, metadata: MetaData | None = None, *, only: MetaData | None = None
) -> Config:
    """Alembic's configuration for one service's database.

    `metadata` is what the tables are compared with, besides the kernel's: whoever compares has
    imported every model. `only` narrows autogeneration.
    """
    versions = HERE.parent.parent / "services" / name / "migrations" / "versions"
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", f"{HERE / 'versions'}\n{versions}")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")

    def include_object(item: Any, _: str | None, kind: str, *__: object) -> bool:
        table = item if kind == "table" else getattr(item, "table", None)
        return only is None or table is None or table.name in only.tables

    compared = None if metadata is None else [KERNEL, metadata]
    made.attributes.update(url=url, metadata=compared, include_object=include_object)
    return made


def upgrade(name: str, url: str) -> None:
    """Bring a database to the newest state; no model is imported for it."""
    command.upgrade(config(name, url), "heads")


def revise(name: str, url: str, metadata: MetaData, *, message: str, kernel: bool) -> None:
    """Write the migration that the models ask for, into the service's or the kernel's history."""
    branch = "kernel" if kernel else name
    made = config(name, url, metadata, only=KERNEL if kernel else metadata)
    folder = HERE if kernel else HERE.parent.parent / "services" / name / "migrations"
    versions = folder / "versions"
    versions.mkdir(exist_ok=True)
    count = len(list(versions.glob(f"{branch}_*.py")))
    command.revision(
        made,
        message,
        autogenerate=True,
        rev_id=f"{branch}_{count + 1:04d}",
        head=f"{branch}@head" if count else "base",
        branch_label=None if count else branch,
        depends_on=None if count or kernel else "kernel_0001",
        version_path=str(versions),
    )


async def epoch_wanted(url: str, sealed: str) -> int | None:
    """The epoch in which the server's transactions come after the sealed; None if they do."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    known, next_one = await connection.fetchval(sealed), await connection.fetchval(NEXT)
    await connection.close()
    return None if known <= next_one else (known >> EPOCH_BITS) + 1


def main(name: str, settings: type[ServiceSettings], *, sealed: str = SEALED) -> None:
    """Upgrade the database that `migration_url` names, and see that it can go on.

    `sealed` asks for the transactions that are sealed, where that is more than the audit.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    owner = settings().migration_url
    if owner is None:
        sys.exit(
            f"{name.upper()}_MIGRATION_URL: it has to name the owner's address of the database"
        )
    try:
        upgrade(name, owner.get_secret_value())
    except CommandError as error:
        sys.exit(OTHERS.format(name=name, error=error))
    if (epoch := asyncio.run(epoch_wanted(owner.get_secret_value(), sealed))) is not None:
        sys.exit(BEHIND.format(name=name, epoch=epoch))
