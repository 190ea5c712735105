"""Opens transactions on a service's database."""

from asyncio import Event as Signal
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
)
from sqlalchemy.orm.util import identity_key

from shared import clock
from shared.access import SYSTEM, Actor
from shared.crypto import Vault
from shared.db import UnitOfWork
from shared.flush import WholeFlush

Opener = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a transaction for one request, each time it is called."""


class Database:
    """Opens transactions. `committed` is set when one of them left something to publish."""

    def __init__(self, bind: AsyncEngine | AsyncConnection, vault: Vault) -> None:
        self.vault = vault
        self.committed = Signal()
        self._sessions = _sessions(bind)
        # At READ COMMITTED every statement sees a moment of its own anyway: what only reads needs
        # no BEGIN and COMMIT, which cost two of the three round trips of most lists.
        self._reading = self._sessions
        if isinstance(bind, AsyncEngine):
            self._reading = _sessions(bind.execution_options(isolation_level="AUTOCOMMIT"))

    @asynccontextmanager
    async def begin(
        self,
        *,
        actor: Actor = SYSTEM,
        operation: str = "",
        at: datetime | None = None,
        reading: bool = False,
    ) -> AsyncGenerator[UnitOfWork, None]:
        """Commit when the block ends, roll back when it raises; `reading` locks nothing."""
        session = (self._reading if reading else self._sessions)()
        try:
            uow = UnitOfWork(
                session, self.vault, actor=actor, operation=operation, at=at or clock.now()
            )
            uow.reading = reading
            yield uow
            told = await uow.close()
            await session.commit()
            await session.close()
        except BaseException:
            async with session:  # in a task of its own: what is cancelled may be cancelled again
                raise
        if told:
            self.committed.set()


class _Session(WholeFlush):
    """Tells each question who asks it (shared/access.py, `by_rights`)."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """As ever, with one statement for each entity: the ORM makes one each time."""
        keys = ident if isinstance(ident, tuple) else (ident,)
        known = self.identity_map.get(identity_key(entity, keys))
        if any(options.values()) or (known is not None and inspect(known).expired):
            return super().get(entity, ident, **options)
        if known is not None:
            return known
        return self.scalar(_by_key(entity), {f"key_{n}": key for n, key in enumerate(keys)})

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(statement, self._told(statement, params), **options)

    def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        return super().scalar(statement, self._told(statement, params), **options)

    def _told(self, statement: Any, params: Any) -> Any:
        if not statement.is_select:
            return params
        own = self.info["actor"].own
        return own if params is None else {**own, **params}


@cache
def _by_key(entity: Any) -> Select[Any]:
    keys = enumerate(inspect(entity).primary_key)
    return select(entity).where(*(key == bindparam(f"key_{n}", type_=key.type) for n, key in keys))


def _sessions(bind: AsyncEngine | AsyncConnection) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(
        bind,
        sync_session_class=_Session,
        expire_on_commit=False,
        join_transaction_mode="create_savepoint",
    )
