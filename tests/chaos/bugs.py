"""The seeded bugs: each breaks the running kernel in one way that the checker must notice.

Nothing of them is in shipped code: the launcher calls one of these before a program starts. Two
more are settings of the servers (tests/chaos/controls.py): PostgreSQL's `synchronous_commit=off`
and JetStream's `sync_interval: 2m`.
"""
# mypy: disable-error-code="method-assign, assignment"
# because a bug is seeded by putting something else in the place of a method, on purpose

from collections.abc import Callable
from typing import Any

from sqlalchemy import text, true

from shared.pull import Incoming


def acknowledge_before_commit() -> None:
    """The consumer tells the broker before its transaction is committed."""
    from shared.consumer import Consumer  # noqa: PLC0415 - patched in the process under test only

    plain = Consumer.take

    class Done(Incoming):
        async def sent(self) -> None: ...
        async def done(self) -> None: ...
        async def later(self, seconds: float) -> None: ...
        async def never(self) -> None: ...

    async def take(self: Any, batch: list[Incoming]) -> None:
        for incoming in batch:
            await incoming.done()
        await plain(self, [Done(**vars(incoming)) for incoming in batch])

    Consumer.take = take


def no_inbox() -> None:
    """Every delivery takes effect, whether or not it did before."""
    from shared.consumer import Consumer  # noqa: PLC0415

    plain = Consumer._first_time

    async def first_time(self: Any, uow: Any, deliveries: list[Any]) -> list[Any]:
        await plain(self, uow, deliveries)
        return deliveries

    Consumer._first_time = first_time


def cursor_in_the_outbox() -> None:
    """The relay asks for what lies behind the last it published, and overtakes slow commits."""
    from shared import relay  # noqa: PLC0415

    relay._PENDING = text(
        "SELECT position, id, subject, aggregate_id, version, data, trace, created_at FROM outbox"
        " WHERE position > (SELECT coalesce(max(position), 0) FROM outbox"
        " WHERE published_at IS NOT NULL) AND aggregate_id <> ALL (CAST(:held AS uuid[]))"
        " ORDER BY position LIMIT :batch"
    )


def three_deliveries() -> None:
    """The broker gives up after the third try."""
    from shared.bus import Bus  # noqa: PLC0415

    plain = Bus._consumer

    def consumer(self: Any, subjects: set[str]) -> Any:
        found = plain(self, subjects)
        found.max_deliver = 3
        return found

    Bus._consumer = consumer


def no_if_match() -> None:
    """Whoever writes last wins, whatever he had read."""
    from shared.db import UnitOfWork  # noqa: PLC0415

    UnitOfWork.seen = property(lambda _: None, lambda _, __: None)


def no_tenant_filter() -> None:
    """Everybody sees everybody's redemptions."""
    from services.credit.redemption import queries  # noqa: PLC0415

    queries.visible = lambda _: true()


def machines_clock() -> None:
    """Deadlines are judged by the application's own clock."""
    from shared import clock  # noqa: PLC0415

    clock.now = lambda: clock.machine()  # noqa: PLW0108 - it is replaced later, or was before


SEEDED: dict[str, Callable[[], None]] = {
    "acknowledge before commit": acknowledge_before_commit,
    "no inbox": no_inbox,
    "cursor in the outbox": cursor_in_the_outbox,
    "three deliveries": three_deliveries,
    "no If-Match": no_if_match,
    "no tenant filter": no_tenant_filter,
    "deadline by the application's clock": machines_clock,
}
