"""What breaks: each fault does its harm for some seconds and heals what it can heal itself."""

import asyncio
import contextlib
import json
import shutil
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random  # noqa: TID251 - a seed repeats a run
from typing import Any

import nats
from asyncpg import PostgresError

from shared import ids
from shared.delivery import envelope, subject_of
from tests.chaos.checker import Checker
from tests.chaos.ground import Ground, say
from tests.chaos.proxy import Proxy
from tests.chaos.replay import plain

COMMITS_CUT = 6
HOLD_SECONDS = 8.0
"""How long a partition, a pause or a full disk lasts."""
LONG_HOLD_SECONDS = 30.0
SLOW_SECONDS = 0.1
STEP_SECONDS = 3600.0
RESETS = 0.01
FLIPS = 10
DUPLICATED = 200
"""Newest events of each service that are delivered again."""
POISON = "needs.order.confirmed.v1"
BUSY = ("registry", "needs", "credit")
"""The services this load keeps at work."""


@dataclass
class Nemesis:
    """Chooses by a seed; writes down what it did."""

    ground: Ground
    checker: Checker
    rng: Random
    hold: float = HOLD_SECONDS
    done: Counter[str] = field(default_factory=Counter)
    wiped: list[datetime] = field(default_factory=list)
    """When JetStream was emptied, by the database's clock."""

    def faults(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """The faults of a short run, under the names of docs/operations/faults.md."""
        found: dict[str, Callable[[], Awaitable[None]]] = {
            "F1 kill an API": self.kill_apis,
            "F2 F3 kill a worker": self.kill_workers,
            "F4 kill NATS": self.kill_nats,
            "F5 kill PostgreSQL": self.kill_postgres,
            "F5 cut connections at COMMIT": self.cut_commits,
            "F7 delete the JetStream directory": self.wipe_jetstream,
            "F8 damage the streams' files": self.damage_jetstream,
            "F12 step two clocks by an hour": self.step_clocks,
            "F13 stop a process": self.pause,
            "F14 an event that cannot be read": self.poison,
            "F15 every event again, shuffled": self.duplicate,
        }
        if not self.ground.no_disks:
            found["F11 PostgreSQL's disk is full"] = self.fill_postgres
            found["F11 NATS's disk is full"] = self.fill_nats
        return found

    def all_faults(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """All that this machine allows."""
        found = self.faults() | {
            "F9 APIs cannot reach PostgreSQL": self.part_apis,
            "F9 workers cannot reach PostgreSQL": self.part_workers,
            "F9 workers hear nothing of NATS": self.deafen_broker,
            "F9 a database takes no connection": self.shut_one,
            "F10 a slow network that breaks": self.slow,
            "F10 connections that say nothing any more": self.silence,
            "F16 every program is restarted in turn": self.restart_in_turn,
            "F18 programs can open no more files": self.starve_files,
            "F19 a transaction of a minute": self.long_transaction,
        }
        if not self.ground.no_disks:
            found["F6 power cut of PostgreSQL"] = self.cut_postgres
            found["F6 power cut of NATS"] = self.cut_nats
        return found

    @staticmethod
    def programs() -> list[str]:
        """The programs that this load keeps at work."""
        return [f"{service}-{program}" for service in BUSY for program in ("api", "worker")]

    async def kill_apis(self) -> None:
        for _ in range(3):
            self.ground.kill(f"{self.rng.choice(BUSY)}-api")
            await asyncio.sleep(self.rng.uniform(1, 3))

    async def kill_workers(self) -> None:
        for _ in range(2):
            self.ground.kill(f"{self.rng.choice(BUSY)}-worker")
            self.done["relays killed"] += 1
            await asyncio.sleep(self.rng.uniform(2, 4))

    async def kill_nats(self) -> None:
        self.ground.kill("nats")
        await asyncio.sleep(2)
        self.ground.kill("nats")

    async def kill_postgres(self) -> None:
        self.ground.kill("postgres")
        await asyncio.sleep(4)

    async def cut_commits(self) -> None:
        """Connections end at a COMMIT: some before it is carried out, some after."""
        for proxy in (self.ground.api_database, self.ground.worker_database):
            moments = ["before", "after"] * (COMMITS_CUT // 2)
            self.rng.shuffle(moments)
            proxy.cuts.extend(moments)
        await asyncio.sleep(self.hold)

    async def wipe_jetstream(self) -> None:
        (row,) = await self.ground.rows("needs", "SELECT clock_timestamp() AS at")
        self.wiped.append(row["at"])
        shutil.rmtree(self.ground.stack.data / "nats" / "store", ignore_errors=True)
        self.ground.kill("nats")
        await asyncio.sleep(3)

    async def damage_jetstream(self) -> None:
        """While the server is away bits flip in the files of the streams, and one loses its end."""
        with self.ground.stopped("nats"):
            store = self.ground.stack.data / "nats" / "store"
            files = [one for one in store.rglob("streams/*/msgs/*.blk") if one.stat().st_size]
            if not files:  # they were deleted, and the server waits for its turn to start again
                return
            for file in self.rng.choices(sorted(files), k=FLIPS):
                content = bytearray(file.read_bytes())
                content[self.rng.randrange(len(content))] ^= 1 << self.rng.randrange(8)
                file.write_bytes(content)
            cut = self.rng.choice(sorted(files))
            cut.write_bytes(cut.read_bytes()[: self.rng.randrange(cut.stat().st_size)])
            self.ground.kill("nats")
        self.done["bits flipped"] += FLIPS
        await asyncio.sleep(3)

    async def pause(self) -> None:
        name = self.rng.choice([*self.programs(), "nats", "postgres"])
        with self.ground.stopped(name):
            await asyncio.sleep(self.hold)

    async def poison(self) -> None:
        """A fact without its facts, as a broken producer would tell it."""
        async with self.ground.database("needs") as connection:
            await self.write_poison(connection)

    async def write_poison(self, connection: Any) -> None:
        """The same in a transaction of needs that is the caller's."""
        add = "INSERT INTO outbox (id, subject, aggregate_id, data, trace)"
        add += " VALUES ($1, $2, $3, '{}', '{}')"
        poison = ids.new()
        self.checker.hearing.poisons.add(poison)
        await connection.execute(add, poison, POISON, ids.new())

    async def duplicate(self) -> None:
        """The newest events, twice more each, in any order, without the id that tells a repeat."""
        newest = """
        SELECT * FROM outbox o WHERE created_at >= $1 AND published_at IS NOT NULL
          AND (version IS NULL OR NOT EXISTS (SELECT 1 FROM outbox n WHERE n.subject = o.subject
            AND n.aggregate_id = o.aggregate_id AND n.position > o.position))
        ORDER BY position DESC LIMIT $2"""
        for service in BUSY:
            rows = await self.ground.rows(service, newest, self.checker.since, DUPLICATED)
            client = await nats.connect(
                **self.ground.nats_login(service), inbox_prefix=f"_INBOX_{service}".encode()
            )
            again = [row for row in rows if row["id"] not in self.checker.hearing.poisons] * 2
            self.rng.shuffle(again)
            for row in again:
                told = plain(row)
                stored = await client.request(subject_of(told), envelope(service, told), timeout=10)
                if row["version"] is not None:  # the copy took its place, as for a relay's own
                    renumber = "UPDATE outbox SET stream_seq = $1 WHERE id = $2 RETURNING id"
                    number = json.loads(stored.data)["seq"]
                    await self.ground.rows(service, renumber, number, row["id"])
            await client.close()
            self.done["delivered again"] += len(again)

    async def fill_postgres(self) -> None:
        await self._fill("postgres")

    async def fill_nats(self) -> None:
        await self._fill("nats")

    async def _fill(self, name: str) -> None:
        disk = self.ground.disks[name]
        try:
            await asyncio.to_thread(disk.fill)
            await asyncio.sleep(self.hold)
        finally:
            disk.free()

    async def part_apis(self) -> None:
        await self._part(self.ground.api_database)

    async def part_workers(self) -> None:
        await self._part(self.ground.worker_database)

    async def _part(self, proxy: Proxy) -> None:
        proxy.refusing = True
        proxy.break_all()
        await asyncio.sleep(self.hold)
        proxy.heal()

    async def deafen_broker(self) -> None:
        await self._deafen(self.ground.broker)

    async def silence(self) -> None:
        """No connection of a program is cut, and none of them passes anything on."""
        await self._deafen(*self.ground.proxies.values())

    async def _deafen(self, *proxies: Proxy) -> None:
        for proxy in proxies:
            proxy.deafen()
        await asyncio.sleep(self.hold)
        for proxy in proxies:
            proxy.heal()
            proxy.break_all()

    async def restart_in_turn(self) -> None:
        """As an upgrade does it: each is asked to end, and the next one only when it is back."""
        for name in self.programs():
            self.ground.ask_to_end(name)
            await asyncio.sleep(1)
            await self.ground.await_ready()

    async def starve_files(self) -> None:
        """An API and a worker have as many files and connections open as they may."""
        api, worker = self.rng.choice(BUSY), self.rng.choice(BUSY)
        with self.ground.no_more_files(f"{api}-api"), self.ground.no_more_files(f"{worker}-worker"):
            await asyncio.sleep(self.hold)

    @contextlib.asynccontextmanager
    async def shut(self, service: str) -> AsyncGenerator[None, None]:
        """One service's database takes no connections, and ends those it has."""
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
        async with self.ground.database("postgres") as connection:
            await connection.execute(f"ALTER DATABASE {service} CONNECTION LIMIT 0")
            await connection.fetch(end, service)
            try:
                yield
            finally:
                await connection.execute(f"ALTER DATABASE {service} CONNECTION LIMIT -1")

    async def shut_one(self) -> None:
        async with self.shut(self.rng.choice(BUSY)):
            await asyncio.sleep(self.hold)

    @contextlib.asynccontextmanager
    async def stepped(self, program: str, seconds: float) -> AsyncGenerator[None, None]:
        """One process's machine has a wrong clock."""
        self.ground.switches.step(program, seconds)
        try:
            yield
        finally:
            self.ground.switches.step(program, 0)

    async def step_clocks(self) -> None:
        """An API's clock and a worker's, an hour to either side."""
        api, worker = self.rng.choice(BUSY), self.rng.choice(BUSY)
        step = self.rng.choice((STEP_SECONDS, -STEP_SECONDS))
        async with self.stepped(f"{api}-api", step), self.stepped(f"{worker}-worker", -step):
            await asyncio.sleep(self.hold)

    async def slow(self) -> None:
        proxies = self.ground.proxies.values()
        for proxy in proxies:
            proxy.delay, proxy.reset_rate = SLOW_SECONDS, RESETS
        await asyncio.sleep(self.hold)
        for proxy in proxies:
            proxy.heal()

    async def long_transaction(self) -> None:
        async with self.ground.database("needs") as connection, connection.transaction():
            await connection.execute("SELECT pg_current_xact_id()")
            await asyncio.sleep(self.hold * 2)

    async def cut_postgres(self) -> None:
        await asyncio.to_thread(self.ground.cut_power, "postgres")

    async def cut_nats(self) -> None:
        await asyncio.to_thread(self.ground.cut_power, "nats")

    async def rage(self, seconds: float, faults: dict[str, Callable[[], Awaitable[None]]]) -> None:
        """One fault after the other in a new order each round, with time to come back between."""
        until = time.monotonic() + seconds
        left: list[str] = []
        while time.monotonic() < until:
            if not left:
                left = list(faults)
                self.rng.shuffle(left)
            name = left.pop()
            say(f"  {seconds - until + time.monotonic():5.0f} s  {name}")
            try:
                await faults[name]()
            except (OSError, TimeoutError, nats.errors.Error, PostgresError) as error:
                say(f"           not done: {error!r}")
            else:
                self.done[name] += 1
            await self.ground.await_ready()
            await asyncio.sleep(self.rng.uniform(1, 3))
        for proxy in self.ground.proxies.values():
            proxy.heal()
