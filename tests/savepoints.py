"""Savepoints are named by their depth: SQLAlchemy names each anew, and each name is prepared anew.

A transaction of the kit is a savepoint. Its statements, used once, drove those out of the cache
that a connection keeps prepared, which are used in every test.
"""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection


class _Depths:
    """Of each connection the savepoints that are open, the outermost first."""

    def __init__(self) -> None:
        self._open: WeakKeyDictionary[Connection, list[str]] = WeakKeyDictionary()

    def begin(self, connection: Connection, name: str) -> None:
        names = self._open.setdefault(connection, [])
        names.append(name)
        connection.exec_driver_sql(f"SAVEPOINT depth_{len(names)}")

    def keep(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"RELEASE SAVEPOINT depth_{self._closed(connection, name)}")

    def undo(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT depth_{self._closed(connection, name)}")

    def _closed(self, connection: Connection, name: str) -> int:
        names = self._open[connection]
        del names[names.index(name) :]
        return len(names) + 1


def by_depth(engine: Any) -> None:
    """Let this engine's connections use the same few names again and again."""
    depths, dialect = _Depths(), engine.sync_engine.dialect
    dialect.do_savepoint = depths.begin
    dialect.do_release_savepoint = depths.keep
    dialect.do_rollback_to_savepoint = depths.undo
