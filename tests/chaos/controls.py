"""The checker proved: with each seeded bug it must fail, without one it must not.

`pytest tests/chaos/controls.py`: not collected by name, for it takes minutes and a machine to
itself. One stack is hurt again and again; each time only what happened since is judged.
"""

import asyncio
import contextlib
import re
import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from random import Random  # noqa: TID251 - a seed repeats a run
from uuid import UUID

import pytest

from tests.chaos.checker import Checker
from tests.chaos.evidence import Evidence
from tests.chaos.ground import Ground
from tests.chaos.journal import Journal
from tests.chaos.load import Load
from tests.chaos.nemesis import Nemesis
from tests.chaos.world import World, furnish

PORT = 24_500
LOAD_SECONDS = 15.0
"""How long people are at work before and after the harm: some must have come to the end by then."""
PATIENCE_SECONDS = 20.0
"""How long a control may take to come to rest; with a bug it often never does."""
CONVERGENCE_SECONDS = 60.0
LOCKED_SECONDS = 14.0
"""The third try of an event falls into this time, the fourth after it."""


class Trial:
    """One stack, hurt as often as one likes."""

    def __init__(self, ground: Ground, world: World) -> None:
        self.ground = ground
        self.world = world
        self._runs = 0

    async def switch(self, bug: str, *programs: str) -> None:
        """Start some programs again, with a bug or (empty) without."""
        self.ground.switches.bug = bug
        for program in programs:
            self.ground.kill(program)
        await asyncio.sleep(1)
        await self.ground.await_ready()

    async def judged(
        self, harm: Callable[[Nemesis], Awaitable[None]], patience: float = PATIENCE_SECONDS
    ) -> list[str]:
        """The invariants that do not hold after this harm, each with one fault of its kind."""
        self._runs += 1
        self.world.desk.journal = Journal(self.ground.place / f"journal-{self._runs}.jsonl")
        checker = await Checker.now(self.ground, self.world)
        nemesis = Nemesis(self.ground, checker, self.world.desk.rng)
        evidence = Evidence(self.ground)
        async with evidence.watching():
            async with Load(self.world).running():
                await asyncio.sleep(LOAD_SECONDS)
                await harm(nemesis)
                await self.ground.await_ready()
                await asyncio.sleep(LOAD_SECONDS)
            took = await checker.settled(patience)
        self.world.desk.journal.close()
        wrong = [str(one) for one in await checker.violations()]
        if took is None:
            wrong.append("it never came to rest")
        if evidence.seen["repaired"] and not nemesis.wiped:
            wrong.append(f"F6: the broker forgot {evidence.seen['repaired']} acknowledged events")
        return wrong


@pytest.fixture(scope="module")
async def trial() -> AsyncGenerator[Trial, None]:
    place = Path(tempfile.mkdtemp(prefix="sanshe-controls-"))
    rng = Random(1)
    ground = Ground(place, PORT, rng)
    async with ground.running():
        world = await asyncio.to_thread(
            furnish, ground.stack, Journal(place / "journal-0.jsonl"), rng
        )
        yield Trial(ground, world)
        await world.desk.http.aclose()
    shutil.rmtree(place)


async def nothing(_: Nemesis) -> None:
    """It goes wrong without any harm."""


async def again(nemesis: Nemesis) -> None:
    await nemesis.duplicate()


async def unreachable(nemesis: Nemesis) -> None:
    await nemesis.part_workers()


async def slow_commits(nemesis: Nemesis) -> None:
    """Every COMMIT takes its own time, so that they overtake each other."""
    nemesis.ground.api_database.delay = 0.1
    await asyncio.sleep(nemesis.hold)
    nemesis.ground.api_database.heal()


async def locked_accounts(nemesis: Nemesis) -> None:
    """Whoever wants to change an account waits in vain, and tries again later."""
    async with nemesis.ground.database("credit") as connection, connection.transaction():
        accounts = [UUID(each) for each in nemesis.checker.world.accounts.values()]
        await connection.execute("SELECT id FROM account WHERE id = ANY($1) FOR UPDATE", accounts)
        await asyncio.sleep(LOCKED_SECONDS)


async def dark_postgres(nemesis: Nemesis) -> None:
    await nemesis.cut_postgres()


async def dark_nats(nemesis: Nemesis) -> None:
    await nemesis.cut_nats()


WORKERS = ("needs-worker", "credit-worker", "registry-worker")
SEEDED = {
    "acknowledge before commit": (WORKERS, locked_accounts, "I3"),
    "no inbox": (WORKERS, again, "I3"),
    "cursor in the outbox": (WORKERS, slow_commits, "I3"),
    "three deliveries": (WORKERS, locked_accounts, "I3"),
    "no If-Match": (("registry-api",), nothing, "I8"),
    "no tenant filter": (("credit-api",), nothing, "I12"),
}
"""Which programs have the bug, what exposes it, and which invariant must be found broken."""


async def test_without_a_bug_nothing_is_found(trial: Trial) -> None:
    async def everything(nemesis: Nemesis) -> None:
        for harm in (again, unreachable, slow_commits, locked_accounts):
            await harm(nemesis)

    assert await trial.judged(everything, CONVERGENCE_SECONDS) == []


@pytest.mark.parametrize("bug", SEEDED)
async def test_a_seeded_bug_is_found(trial: Trial, bug: str) -> None:
    programs, harm, invariant = SEEDED[bug]
    await trial.switch(bug, *programs)

    wrong = await trial.judged(harm)

    await trial.switch("", *programs)
    assert any(one.startswith(f"{invariant}:") for one in wrong), wrong


async def test_a_power_cut_loses_nothing(trial: Trial) -> None:
    if trial.ground.no_disks:
        pytest.skip(f"not run: no loop devices here ({trial.ground.no_disks})")

    async def both(nemesis: Nemesis) -> None:
        await dark_postgres(nemesis)
        await nemesis.ground.await_ready()
        await asyncio.sleep(LOAD_SECONDS)
        await dark_nats(nemesis)

    assert await trial.judged(both, CONVERGENCE_SECONDS) == []


@contextlib.asynccontextmanager
async def lazy_postgres(ground: Ground) -> AsyncGenerator[None, None]:
    """It answers a COMMIT before it is on the disk."""

    async def told(*statements: str) -> None:
        async with ground.database("postgres") as connection:
            for statement in (*statements, "SELECT pg_reload_conf()"):
                await connection.execute(statement)

    await told(
        "ALTER SYSTEM SET synchronous_commit = off", "ALTER SYSTEM SET wal_writer_delay = '10s'"
    )
    yield
    await told("ALTER SYSTEM RESET ALL")


@contextlib.asynccontextmanager
async def lazy_nats(ground: Ground) -> AsyncGenerator[None, None]:
    """It acknowledges before it is on the disk: the server's own default."""
    file = ground.stack.data / "nats" / "nats.conf"
    kept = file.read_text()
    lazy = re.sub("sync_interval: always", 'sync_interval: "2m"', kept)
    assert lazy != kept
    for text in (lazy, kept):
        file = ground.stack.data / "nats" / "nats.conf"
        file.write_text(text)
        ground.kill("nats")
        await asyncio.sleep(2)
        if text is lazy:
            yield


@pytest.mark.parametrize(
    ("lazy", "harm", "found"),
    [
        pytest.param(lazy_postgres, dark_postgres, "I1:", id="synchronous_commit=off"),
        pytest.param(lazy_nats, dark_nats, "F6:", id="sync_interval=2m"),
    ],
)
async def test_a_lazy_server_is_found_by_a_power_cut(
    trial: Trial,
    lazy: Callable[[Ground], contextlib.AbstractAsyncContextManager[None]],
    harm: Callable[[Nemesis], Awaitable[None]],
    found: str,
) -> None:
    if trial.ground.no_disks:
        pytest.skip(f"not run: no loop devices here ({trial.ground.no_disks})")

    async with lazy(trial.ground):
        wrong = await trial.judged(harm)

    assert any(one.startswith(found) for one in wrong), wrong
