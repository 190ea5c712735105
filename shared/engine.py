"""A process's connections to its database."""

from typing import Any

from pydantic_core import from_json
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import create_async_engine

from shared.metrics import POOL_IN_USE, POOL_SIZE
from shared.settings import ServiceSettings

STATEMENT_SECONDS = 5
POOL_WAIT_SECONDS = 2.0
STATEMENTS_KEPT = 500
"""Statements a connection keeps prepared: more than a service has, so none is prepared again."""


def engine_of(settings: ServiceSettings, program: str) -> Any:
    """The process's database connections, with every wait bounded."""
    engine = create_async_engine(
        settings.database_url.get_secret_value(),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # the connection used last knows its statements and has them at hand
        pool_timeout=POOL_WAIT_SECONDS,
        hide_parameters=True,  # what people wrote stays out of the log when a statement fails
        json_deserializer=from_json,  # Python's own takes eight times as long for a small document
        connect_args={
            "timeout": POOL_WAIT_SECONDS,
            "prepared_statement_cache_size": STATEMENTS_KEPT,
            "server_settings": {
                "application_name": program,
                "statement_timeout": f"{STATEMENT_SECONDS}s",
                "lock_timeout": "2s",
                "idle_in_transaction_session_timeout": "15s",
                "timezone": "UTC",
            },
        },
    )
    event.listen(engine.sync_engine, "checkout", _must_be_open)
    POOL_SIZE.set(settings.pool_size)
    pool: Any = engine.sync_engine.pool
    POOL_IN_USE.set_function(pool.checkedout)
    return engine


def _must_be_open(connection: Any, record: Any, _: object) -> None:
    """Hand out no connection that the server has ended; asking it would be three round trips."""
    if not connection.driver_connection.is_closed():
        record.info["was_open"] = True
    elif record.info:
        raise DisconnectionError
    else:
        raise ConnectionAbortedError("ended by the server as soon as it was made")
