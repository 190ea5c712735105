"""The checker proved: with each seeded bug it must fail, without one it must not.

`pytest tests/chaos/controls.py`: not collected by name, for it takes minutes and a machine to
itself. One stack is hurt again and again; each time only what happened since is judged.
"""

import asyncio
import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from random import Random  # noqa: TID251 - a seed repeats a run

import pytest

from tests.chaos import bugs
from tests.chaos.checker import Checker
from tests.chaos.evidence import Evidence
from tests.chaos.ground import Ground, say
from tests.chaos.journal import Journal
from tests.chaos.load import LOOK_SECONDS, Load
from tests.chaos.nemesis import Nemesis
from tests.chaos.world import OFFER_SECONDS, World, furnish

PORT = 24_500
UNDER_WAY_SECONDS = 90.0
"""How long it may take until enough has happened to be hurt."""
PATIENCE_SECONDS = 8.0
"""How long a control may take to come to rest; with a bug it often never does."""
CONVERGENCE_SECONDS = 60.0
SHUT_SECONDS = 5.0
"""An event that cannot be stored is tried again each second: more than three times in this."""
STEPS = 8
OFFERED_SECONDS = 0.3
"""What was filed is offered by then, and not yet looked at again by who is to accept it."""
PUBLISHED_SECONDS = 1.0
"""Long enough for a relay to publish what was committed."""


class Trial:
    """One stack, hurt as often as one likes."""

    def __init__(self, ground: Ground, world: World) -> None:
        self.ground = ground
        self.world = world
        self._runs = 0
        self._seeded = ""

    async def seed(self, bug: str, program: str) -> None:
        """Start one program again with a bug, and the one that had one before without."""
        if self._seeded:
            self.ground.switches.seed(self._seeded, "")
        self.ground.switches.seed(program, bug)
        for one in {self._seeded, program} - {""}:
            self.ground.kill(one)
        self._seeded = program if bug else ""
        await asyncio.sleep(1)
        await self.ground.await_ready()

    async def happened(self, op: str, times: int, outcome: str | None = "ok") -> None:
        """Return when this has happened so often since now."""
        journal = self.world.desk.journal
        before = sum(1 for _ in journal.of(op, outcome=outcome))
        async with asyncio.timeout(UNDER_WAY_SECONDS):
            while sum(1 for _ in journal.of(op, outcome=outcome)) < before + times:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def judged(self, harm: "Harm", patience: float = PATIENCE_SECONDS) -> list[str]:
        """The invariants that do not hold after this harm, each with one fault of its kind."""
        self._runs += 1
        self.world.desk.journal.close()
        self.world.desk.journal = Journal(self.ground.place / f"journal-{self._runs}.jsonl")
        checker = await Checker.now(self.ground, self.world)
        nemesis = Nemesis(self.ground, checker, self.world.desk.rng)
        evidence = Evidence(self.ground)
        began = time.monotonic()
        async with evidence.watching():
            async with Load(self.world).running():
                await harm(self, nemesis)
                await self.ground.await_ready()
            loaded = time.monotonic()
            took = await checker.settled(patience)
        self.world.desk.journal.close()
        wrong = [str(one) for one in await checker.violations()]
        if took is None:
            wrong.append("it never came to rest")
        if evidence.seen["repaired"] and not nemesis.wiped:
            wrong.append(f"F6: the broker forgot {evidence.seen['repaired']} acknowledged events")
        say(f"  hurt {loaded - began:.0f} s, at rest after {took and round(took)} s: {wrong}")
        return wrong


Harm = Callable[[Trial, Nemesis], Awaitable[None]]


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


async def edited(trial: Trial, _: Nemesis) -> None:
    """It goes wrong without any harm."""
    await trial.happened("edit", 6, None)


async def looked(trial: Trial, _: Nemesis) -> None:
    """It goes wrong without any harm."""
    await trial.happened("peek", 2)
    await trial.happened("list", 2)


async def again(trial: Trial, nemesis: Nemesis) -> None:
    """What was heard comes once more."""
    await trial.happened("rate", 3)
    await nemesis.duplicate()


async def slow_commit(trial: Trial, nemesis: Nemesis) -> None:
    """A fact is written down before others and committed after them."""
    async with nemesis.ground.database("needs") as connection, connection.transaction():
        await nemesis.write_poison(connection)
        await trial.happened("file", 2)
        await asyncio.sleep(PUBLISHED_SECONDS)


async def shut_database(trial: Trial, nemesis: Nemesis) -> None:
    """One reader's database takes no connection while others have something to tell it."""
    async with nemesis.shut("credit"):
        await trial.happened("confirm", 2)
        await asyncio.sleep(SHUT_SECONDS)


async def fast_clock(trial: Trial, nemesis: Nemesis) -> None:
    """The clock of the machine that takes acceptances is stepped beyond every offer's end.

    Shortly and often, while an offer waits: what is filed by the wrong clock is offered late.
    """
    for _ in range(STEPS):
        await trial.happened("file", 1)
        await asyncio.sleep(OFFERED_SECONDS)
        async with nemesis.stepped("needs-api", OFFER_SECONDS * 2):
            await asyncio.sleep(LOOK_SECONDS)


async def dark_postgres(trial: Trial, nemesis: Nemesis) -> None:
    await trial.happened("file", 5)
    await nemesis.cut_postgres()


async def dark_nats(trial: Trial, nemesis: Nemesis) -> None:
    await trial.happened("file", 5)
    await nemesis.cut_nats()


SEEDED = {
    "acknowledge before commit": ("credit-worker", shut_database, "I3"),
    "no inbox": ("credit-worker", again, "I3"),
    "three deliveries": ("credit-worker", shut_database, "I3"),
    "cursor in the outbox": ("needs-worker", slow_commit, "I3"),
    "no If-Match": ("registry-api", edited, "I8"),
    "no tenant filter": ("credit-api", looked, "I12"),
    "deadline by the application's clock": ("needs-api", fast_clock, "I6"),
}
"""Which program has the bug, what exposes it, and which invariant must be found broken."""
assert SEEDED.keys() == bugs.SEEDED.keys()


async def test_without_a_bug_nothing_is_found(trial: Trial) -> None:
    async def everything(trial: Trial, nemesis: Nemesis) -> None:
        for harm in dict.fromkeys(harm for _, harm, _ in SEEDED.values()):
            await harm(trial, nemesis)

    assert await trial.judged(everything, CONVERGENCE_SECONDS) == []


@pytest.mark.parametrize("bug", SEEDED)
async def test_a_seeded_bug_is_found(trial: Trial, bug: str) -> None:
    program, harm, invariant = SEEDED[bug]
    await trial.seed(bug, program)

    wrong = await trial.judged(harm)

    assert any(one.startswith(f"{invariant}:") for one in wrong), wrong


async def test_a_power_cut_loses_nothing(trial: Trial) -> None:
    if trial.ground.no_disks:
        pytest.skip(f"not run: no loop devices here ({trial.ground.no_disks})")
    await trial.seed("", "needs-api")

    async def both(trial: Trial, nemesis: Nemesis) -> None:
        await dark_postgres(trial, nemesis)
        await nemesis.ground.await_ready()
        await dark_nats(trial, nemesis)
        await nemesis.ground.await_ready()
        await trial.happened("file", 2)

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
    try:
        yield
    finally:
        await told("ALTER SYSTEM RESET ALL")


@contextlib.asynccontextmanager
async def lazy_nats(ground: Ground) -> AsyncGenerator[None, None]:
    """It acknowledges before it is on the disk: the server's own default."""
    file = ground.stack.data / "nats" / "nats.conf"
    kept = file.read_text()
    lazy = re.sub("sync_interval: always", 'sync_interval: "2m"', kept)
    assert lazy != kept

    async def told(text: str) -> None:
        file.write_text(text)
        await asyncio.to_thread(os.sync)  # it must outlive the power cut itself
        ground.kill("nats")
        await asyncio.sleep(2)

    await told(lazy)
    try:
        yield
    finally:
        await told(kept)


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
    harm: Harm,
    found: str,
) -> None:
    if trial.ground.no_disks:
        pytest.skip(f"not run: no loop devices here ({trial.ground.no_disks})")

    await trial.seed("", "needs-api")
    async with lazy(trial.ground):
        wrong = await trial.judged(harm)

    assert any(one.startswith(found) for one in wrong), wrong
