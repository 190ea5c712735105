"""The menu loop on a whole stack, while processes are killed and the broker's memory is wiped."""

import asyncio
import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from rich.console import Console

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.demo import menu_loop
from deploy.local.demo.api import LOOK_SECONDS, client
from deploy.local.demo.cast import Cast, Casting
from deploy.local.demo.menu_loop import MenuLoop
from deploy.local.demo.screen import Screen
from deploy.local.stack import Stack
from tests.journeys.conftest import READY_SECONDS

PROCESSES = [
    *(f"{service}-{program}" for service in ("needs", "credit") for program in ("api", "worker")),
    "postgres",
    "nats",
    "registry-api",
    "registry-worker",
    "procurement-worker",
    "gateway",
]
CROWD = 200
OFFER_SECONDS = 20
"""Longer than a process takes to come back."""


class Interrupted(Screen):
    """Does something to the stack after every step of the loop."""

    def __init__(self, after: Callable[[int], None]) -> None:
        super().__init__(Console(quiet=True), menu_loop.STEPS)
        self._after = after
        self._count = itertools.count()

    def step(self, title: str, *facts: str) -> None:
        super().step(title, *facts)
        self._after(next(self._count))


def play(stack: Stack, after: Callable[[int], None]) -> Cast:
    with client() as http:
        cast = Casting(stack, http).call()
        MenuLoop(stack, cast, Interrupted(after), offer_seconds=OFFER_SECONDS).play()
    return cast


def rows(stack: Stack, service: str, query: str, *given: object) -> list[asyncpg.Record]:
    async def ask() -> list[asyncpg.Record]:
        password = Credentials(stack).password(service, "app")
        superuser = f"postgresql://x@127.0.0.1:{stack.postgres_port}/postgres"
        url = databases.address(superuser, service, "app", password)
        async with asyncio.timeout(READY_SECONDS):
            connection = await back(url.replace("+asyncpg", ""))
        try:
            found: list[asyncpg.Record] = await connection.fetch(query, *given)
        finally:
            await connection.close()
        return found

    return asyncio.run(ask())


async def back(url: str) -> asyncpg.Connection:
    """A connection to PostgreSQL, which may have been killed a moment ago."""
    while True:
        try:
            return await asyncpg.connect(url)
        except (OSError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(LOOK_SECONDS)


def effects(stack: Stack, cast: Cast) -> Counter[str]:
    """How often each thing happened that must happen once (or, for offers, thrice)."""
    community = UUID(cast.community["id"])
    facts = "SELECT subject FROM outbox WHERE (data ->> 'region_id')::uuid = $1"
    told = rows(stack, "needs", facts, community)
    found = Counter(row["subject"] for row in told)
    earned = "SELECT e.state FROM earning e JOIN order_record o ON o.id = e.order_id"
    earned += " WHERE o.region_id = $1 AND e.state <> 'superseded'"
    for row in rows(stack, "credit", earned, community):
        found[f"earning {row['state']}"] += 1
    posted = "SELECT sum(amount) AS net, count(*) AS n FROM entry"
    sums = rows(stack, "credit", posted)[0]
    found["ledger sum"] = int(sums["net"] or 0)
    return found


ONCE = [
    "needs.need.submitted.v1",
    "needs.need.classified.v1",
    "needs.order.declined.v1",
    "needs.order.expired.v1",
    "needs.order.accepted.v1",
    "needs.order.done.v1",
    "needs.order.confirmed.v1",
    "needs.survey.answered.v1",
    "earning posted",
]


def assert_once(stack: Stack, cast: Cast) -> None:
    found = effects(stack, cast)
    assert {name: found[name] for name in ONCE} == dict.fromkeys(ONCE, 1)
    assert found["needs.order.offered.v1"] == 3
    assert found["ledger sum"] == 0


@pytest.fixture(scope="module")
def victims() -> Iterator[str]:
    return itertools.cycle(PROCESSES)


@pytest.mark.parametrize("run", range(2))
def test_the_loop_completes_whichever_process_is_killed_at_whichever_step(
    running_stack: Any, victims: Iterator[str], run: int
) -> None:
    """Over the runs every process dies at more than one step."""
    del run

    cast = play(running_stack.stack, lambda _: running_stack.kill(next(victims)))

    assert_once(running_stack.stack, cast)


def test_the_loop_completes_when_the_jetstream_directory_is_deleted_between_two_steps(
    running_stack: Any,
) -> None:
    def wipe(step: int) -> None:
        if step == menu_loop.STEPS // 2:
            shutil.rmtree(running_stack.stack.data / "nats" / "store")
            running_stack.kill("nats")

    cast = play(running_stack.stack, wipe)

    assert_once(running_stack.stack, cast)


def test_of_two_hundred_acceptances_of_one_offer_one_is_answered_200_and_the_rest_409(
    running_stack: Any,
) -> None:
    stack = running_stack.stack
    with client(CROWD) as http:
        cast = Casting(stack, http).call()
        loop = MenuLoop(stack, cast, Interrupted(lambda _: None), offer_seconds=60)
        offer = loop.first_offer()
        leader = cast.leaders[offer["team_id"]]

        def accept(_: int) -> int:
            path = f"orders/{offer['id']}/acceptance"
            return leader.try_post("needs", path).status_code

        with ThreadPoolExecutor(CROWD) as crowd:
            answers = Counter(crowd.map(accept, range(CROWD)))

    assert answers == {200: 1, 409: CROWD - 1}
    live = "SELECT count(*) AS n FROM dispatch_order WHERE need_id = $1 AND state = 'accepted'"
    assert rows(stack, "needs", live, UUID(offer["need_id"]))[0]["n"] == 1
