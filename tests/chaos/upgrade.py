"""`python -m tests.chaos.upgrade [--from REF]`: an older version is upgraded while people work.

docs/operations/upgrade.md says what is promised. The databases first, under the old programs; then
the old programs are started again on the new tables; then service after service becomes new; then
back to the backup. Ends with 0 when nothing was wrong, 1 when something was, 2 when not run.
"""

import argparse
import asyncio
import contextlib
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from random import Random  # noqa: TID251 - a seed repeats a run

import httpx
import psutil
from pydantic import ValidationError

from deploy.docs import sources
from deploy.local import leftovers
from deploy.local.services import Services
from deploy.local.stack import SERVICES
from tests.chaos import versions
from tests.chaos.checker import Checker
from tests.chaos.ground import Ground, say
from tests.chaos.hearing import Hearing
from tests.chaos.journal import Journal, Operation
from tests.chaos.load import REPEATABLE, Load
from tests.chaos.versions import NOW, NotRunError, Version
from tests.chaos.world import World, furnish

PORT = 23_700
PLAYERS = 10
WORK_SECONDS = 20.0
"""How long people work before, between and after the steps."""
WAITING_SECONDS = 3.0
"""How long an old API serves without its worker: what it tells meanwhile waits for the new one."""
STOP_SECONDS = 30.0
START_SECONDS = 120.0
CONVERGENCE_SECONDS = 120.0
LEAST = 100
"""Operations that each version must have acknowledged."""
DEMO_TRIES = 2
"""An older demo may not wait long enough on a busy machine."""
SHOWN_BYTES = 300
WRONG, NOT_RUN = 1, 2
PAGES = {
    "file": ("needs", "needs"),
    "accept": ("needs", "orders"),
    "confirm": ("needs", "orders"),
    "redeem": ("credit", "redemptions"),
    "approve": ("credit", "redemptions"),
}
"""Where what an operation was about can be read."""

Started = subprocess.Popen[bytes]


class Rehearsal:
    """One upgrade of one stack, and the way back."""

    def __init__(self, ground: Ground, old: Version, rng: Random, *, beside: bool) -> None:
        self.ground = ground
        self.old = old
        self.beside = beside
        """Whether the old programs run on while the tables change, and after it."""
        self.wrong: list[str] = []
        self._rng = rng
        self._journal = Journal(ground.place / "journal.jsonl")
        self._backup = ground.place / "backup"
        self._began = time.monotonic()

    def tell(self, what: str) -> None:
        """Say what holds now, and since when."""
        say(f"{time.monotonic() - self._began:6.0f} s  {what}")

    def blame(self, what: str) -> None:
        """Say what is wrong, and remember it."""
        self.tell(f"WRONG  {what}")
        self.wrong.append(what)

    async def run(self) -> None:
        """From the old version to this one, and back."""
        async with self._up(self.old) as up:
            hearing = await Hearing.now(self.ground)
            self.old.sanshe(self.ground.stack, "demo")
            self.tell(f"{self.old.name} runs, and its demo was played")
            world = await asyncio.to_thread(furnish, self.ground.stack, self._journal, self._rng)
            world.desk.http.event_hooks["response"] = [self._look]
            await self._upgrade(world, up)
            for judge in (hearing.unheard, hearing.parked, hearing.stale):
                for one in await judge():
                    self.blame(f"of all that was told: {one}")
        async with self._up(NOW):
            self.tell("this version was started as a whole on the same data")
            await self._works(NOW, self.old)
        data = self.ground.stack.data
        (data / "postgres").rename(data / "postgres.upgraded")
        self.old.sanshe(self.ground.stack, "restore", str(self._backup))
        async with self._up(self.old):
            self.tell(f"{self.old.name} was started on the backup")
            await self._read(world, self.kept)
            await self._works(self.old)
        await world.desk.http.aclose()
        self._journal.close()

    @contextlib.asynccontextmanager
    async def _up(self, version: Version) -> AsyncGenerator[Started, None]:
        up = await asyncio.to_thread(self.ground.up, version.up())
        try:
            yield up
        finally:
            await asyncio.to_thread(self.ground.end, up)

    async def _upgrade(self, world: World, up: Started) -> None:
        """Step by step, while people work; then it is judged as after a run with faults."""
        checker = await Checker.now(self.ground, world)
        up.kill()  # it would start old programs in the place of those that end
        up.wait()
        async with Load(world, players=PLAYERS).running():
            await asyncio.sleep(WORK_SECONDS)
            self.kept = self._acknowledged()
            await asyncio.to_thread(self.old.sanshe, self.ground.stack, "backup", str(self._backup))
            self.tell(f"backed up after {len(self.kept)} acknowledged operations")
            if self.beside:
                await asyncio.to_thread(self._migrate)
                await asyncio.sleep(WORK_SECONDS)
                await asyncio.to_thread(self._replace, self.old)
            else:
                await asyncio.to_thread(self._end_all)
                await asyncio.to_thread(self._migrate)
            before = self._acknowledged()
            await asyncio.to_thread(self._replace, NOW)
            await asyncio.sleep(WORK_SECONDS)
        done = self._acknowledged()
        self.tell(f"{len(done)} operations were acknowledged, {len(before)} by {self.old.name}")
        if len(before) < LEAST or len(done) - len(before) < LEAST:
            self.blame("too little happened for it to prove anything")
        if await checker.settled(CONVERGENCE_SECONDS) is None:
            self.blame("not everything came to rest")
        await self._read(world, done)
        for one in before:
            if one.op in REPEATABLE:
                who = world.desk.authors[one.idem_key]
                await who.repeat(one, one.told["place"], one.told["body"])
        for violation in await checker.violations(witnessed=False):
            self.blame(str(violation))
        await self._understood()
        self.tell("what was acknowledged was repeated, and everything was judged")

    async def _understood(self) -> None:
        """Whatever was ever told can be read by this version."""
        events = {event.subject: event for event in sources.events()}
        for service in SERVICES:
            for row in await self.ground.rows(service, "SELECT id, subject, data FROM outbox"):
                try:
                    events[row["subject"]].model_validate_json(row["data"])
                except (KeyError, ValidationError) as error:
                    self.blame(f"{row['subject']} {row['id']} is not understood: {error!r}")

    def _migrate(self) -> None:
        """The tables first, as the jobs do it; what runs is old."""
        for service in SERVICES:
            program = Services.running(self.ground.stack).preparation([service])
            program.start()
            program.wait_done()
        self.tell("the databases are migrated")

    def _end_all(self) -> None:
        for service in SERVICES:
            self._end(f"{service}-worker")
        time.sleep(WAITING_SECONDS)
        for service in SERVICES:
            self._end(f"{service}-api")
        self.tell("the old programs ended")

    def _replace(self, version: Version) -> None:
        """Service after service: end each program in order, start a version's in its place."""
        services = Services.running(self.ground.stack)
        for service in SERVICES:
            if self.ground.process(f"{service}-worker") is not None:
                self._end(f"{service}-worker")
                time.sleep(WAITING_SECONDS)
                self._end(f"{service}-api")
            for program in (services.api(service), services.worker(service)):
                pid = version.program(program).start()
                leftovers.record(self.ground.stack.state, program.name, pid)
                program.wait_ready(START_SECONDS)
            self.tell(f"{service} was started as {version.name}")

    def _end(self, name: str) -> None:
        running = self.ground.process(name)
        if running is None:
            self.blame(f"{name} had ended by itself")
            return
        running.terminate()
        if psutil.wait_procs([running], STOP_SECONDS)[1]:
            self.blame(f"{name} did not end when told")
            running.kill()

    async def _look(self, answer: httpx.Response) -> None:
        if answer.is_server_error and answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            told = (await answer.aread())[:SHOWN_BYTES].decode(errors="replace")
            self.blame(f"{answer.status_code} {answer.request.url}: {told}")

    def _acknowledged(self) -> list[Operation]:
        return [one for one in self._journal.operations if one.outcome == "ok" and one.idem_key]

    async def _read(self, world: World, done: list[Operation]) -> None:
        """Whoever did something can read what it was about."""
        pages = {(*PAGES[one.op], one.target): one for one in done if one.op in PAGES}
        for (service, page, target), one in pages.items():
            who = world.desk.authors[one.idem_key]
            if await who.see(service, f"{page}/{target}") is None:
                self.blame(f"{one.op}: {page}/{target} cannot be read")
        self.tell(f"{len(pages)} needs, orders and redemptions can be read")

    async def _works(self, version: Version, *clients: Version) -> None:
        """The books are right, and everybody's demo passes: also of who was not upgraded yet."""
        await self._verify(version)
        for player in (version, *clients):
            await self._type(player, "demo", tries=DEMO_TRIES)
        await self._verify(version)
        query = "SELECT reason FROM parked UNION ALL SELECT reason FROM timer"
        query += " WHERE parked_at IS NOT NULL"
        for service in SERVICES:
            for row in await self.ground.rows(service, query):
                self.blame(f"{service} parked: {row['reason']}")

    async def _verify(self, version: Version) -> None:
        await self._type(version, "credit", "verify")
        for service in SERVICES if version is NOW else ():  # the older one cannot do it
            await self._type(version, "audit", "verify", service)

    async def _type(self, who: Version, *words: str, tries: int = 1) -> None:
        for left in reversed(range(tries)):
            try:
                await asyncio.to_thread(who.sanshe, self.ground.stack, *words)
            except AssertionError as error:
                (self.tell if left else self.blame)(str(error))
            else:
                self.tell(f"`sanshe {' '.join(words)}` of {who.name}")
                return


async def rehearse(asked: argparse.Namespace) -> int:
    """One whole rehearsal; answers the exit code."""
    place = asked.place / "run"
    shutil.rmtree(place, ignore_errors=True)
    try:
        old = versions.before(asked.ref, asked.place)
    except NotRunError as error:
        say(f"not run: {error}")
        return NOT_RUN
    place.mkdir(parents=True)
    for folder in (asked.place, place):
        folder.chmod(0o755)  # PostgreSQL runs as nobody
    rng = Random(asked.seed)
    beside = asked.beside or old.may_run_beside
    rehearsal = Rehearsal(Ground(place, asked.port, rng), old, rng, beside=beside)
    if not beside:
        say("its programs end first: migrations before the first release may need that")
    say(f"from {old.name} to the working tree, seed {asked.seed}; logs in {place}")
    await rehearsal.run()
    rehearsal.tell(
        f"{len(rehearsal.wrong)} things were wrong" if rehearsal.wrong else "all is well"
    )
    return WRONG if rehearsal.wrong else 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.upgrade")
    parser.add_argument("--from", dest="ref", help="a tag or commit; else the last tag")
    parser.add_argument("--beside", action="store_true", help="its programs run on all the same")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--port", type=int, default=PORT, help="the first of 100")
    parser.add_argument("--place", type=Path, default=Path("/tmp/sanshe-upgrade"))
    sys.exit(asyncio.run(rehearse(parser.parse_args())))


if __name__ == "__main__":
    main()
