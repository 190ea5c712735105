"""A whole platform comes back from its backup, by the commands of docs/operations/backup.md."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random  # noqa: TID251 - the ground wants one, for faults that are not used here
from typing import Any

import pytest
from rich.console import Console

from deploy.local import leftovers
from deploy.local.demo.api import Body, Person, client
from deploy.local.demo.cast import Casting
from deploy.local.demo.delivery import Delivery
from deploy.local.demo.demand import Demand
from deploy.local.demo.menu_loop import MenuLoop
from deploy.local.demo.offices import open_offices
from deploy.local.demo.screen import Screen
from deploy.local.ports import is_free
from deploy.local.postgres import PostgresServer
from deploy.local.stack import ROOT, SERVICES, Stack
from shared import clock
from tests.chaos.checker import broken_chains
from tests.chaos.ground import Ground
from tests.chaos.hearing import Hearing
from tests.journeys.conftest import READY_SECONDS
from tests.journeys.test_project_loop import STEPS

PAGE = ROOT / "docs" / "operations"
EVER = datetime(2000, 1, 1, tzinfo=UTC)
PORTS = 50
REST_SECONDS = 30.0
LOOK_SECONDS = 1.0
"""Looking at every row of every service takes the processor from those that are waited for."""
UNDER_WAY = {"timer", "login_counter"}
"""Tables whose rows go when their work is done."""
SUMMED = {"rolled_up", "region_month", "earned_month"}
"""Sums of the ledger that move on every minute; `credit verify` computes them again."""
TOLD_AGAIN = ["published_at", "stream", "stream_epoch", "stream_seq"]
Rows = dict[tuple[str, str], dict[str, str]]


def commands(page: str) -> list[str]:
    """What the page tells people with `make up` to type, without its remarks."""
    part = (PAGE / page).read_text().split("\n## ")[1]
    lines = [line.strip() for line in part.splitlines() if line.startswith("    ")]
    return [line.split("  #")[0].strip() for line in lines]


class Operator:
    """Types the page's commands, in a folder where what they name is found."""

    def __init__(self, place: Path, old: Stack, new: Stack) -> None:
        self.place = place
        self.old = old
        self.new = new
        (place / ".venv/bin").mkdir(parents=True)
        sanshe = place / ".venv/bin/sanshe"
        line = "from deploy.local.cli import app; app()"
        sanshe.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{line}" "$@"\n')
        sanshe.chmod(0o755)
        (place / "SAFE").symlink_to(old.data)

    def types(self, command: str) -> str:
        done = subprocess.run(
            command.replace("/backups", str(self.place / "backups")),
            shell=True,
            cwd=self.place,
            env=self.environment(self.old if "backup /" in command else self.new),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def environment(self, stack: Stack) -> dict[str, str]:
        ports = {
            f"SANSHE_{name.upper()}_PORT": str(getattr(stack, f"{name}_port"))
            for name in ("gateway", "api", "worker", "postgres", "nats")
        }
        return {**os.environ, **ports, "SANSHE_DATA": str(stack.data), "PYTHONPATH": str(ROOT)}

    @contextlib.contextmanager
    def starts(self, command: str) -> Iterator[None]:
        log = self.place / "up.log"
        with log.open("w") as out:
            up = subprocess.Popen(
                command.split(),
                cwd=self.place,
                env=self.environment(self.new),
                stdout=out,
                stderr=out,
            )
        try:
            limit = time.monotonic() + READY_SECONDS
            while "stops everything" not in " ".join(log.read_text().split()):
                assert up.poll() is None, log.read_text()
                assert time.monotonic() < limit, log.read_text()
                time.sleep(0.2)
            yield
        finally:
            up.terminate()
            up.wait(60)


@pytest.fixture
def operator(running_stack: Any, place: Path, free_port: Callable[[], int]) -> Operator:
    port = next(port for port in iter(free_port, 0) if all(map(is_free, range(port, port + PORTS))))
    home = place / "restored"
    home.mkdir(mode=0o755)
    new = replace(Ground(home, port, Random(0)).stack, data=home / ".data")
    return Operator(home, running_stack.stack, new)


def ground(stack: Stack) -> Ground:
    """The stack as the judge of the chaos runs looks at it."""
    made = Ground(stack.data.parent, stack.gateway_port, Random(0))
    made.stack = stack
    return made


async def everything(stack: Stack) -> Rows:
    """Every row of every table, by its key; what says where an event was published is left out."""
    keys = """
    SELECT c.relname AS name, array_agg(a.attname ORDER BY a.attnum)::text[] AS key
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
    WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname"""
    found: Rows = {}
    for service in SERVICES:
        async with ground(stack).database(service) as connection:
            for table in await connection.fetch(keys):
                key = " || ' ' || ".join(f'"{name}"' for name in table["key"])
                query = f"SELECT {key} AS key, (to_jsonb(t) - $1::text[])::text AS row"
                rows = await connection.fetch(f"{query} FROM {table['name']} t", TOLD_AGAIN)
                found[service, table["name"]] = {row["key"]: row["row"] for row in rows}
    return found


async def resting_rows(stack: Stack) -> Rows:
    """The same of a stack that does not run yet."""
    server = PostgresServer(stack.data / "postgres", stack.postgres_port)
    server.start()
    try:
        return await everything(stack)
    finally:
        server.stop()


def lost(kept: Rows, now: Rows) -> list[str]:
    """What the backup held and is not there as it was, but for what a timer moved on since."""
    return [
        f"{service}.{table} {key}: {row} is {now[service, table].get(key)}"
        for (service, table), rows in kept.items()
        if table not in UNDER_WAY | SUMMED
        for key, row in rows.items()
        if now[service, table].get(key) != row
        and not moved_on(json.loads(row), json.loads(now[service, table].get(key, "{}")))
    ]


def moved_on(before: Body, after: Body) -> bool:
    """Whether it is the next version of the same; what is only ever added has no version."""
    return "version" in before and after.get("version", 0) > before["version"]


async def only_in_old_streams(stack: Stack, at: datetime) -> int:
    """How many events no stream holds that was made since; of a state the newest counts."""
    old = """
    SELECT count(*) AS n FROM outbox o WHERE stream_epoch < $1
      AND (version IS NULL OR NOT EXISTS (SELECT 1 FROM outbox n WHERE n.subject = o.subject
        AND n.aggregate_id = o.aggregate_id AND n.position > o.position))"""
    return sum([(await ground(stack).rows(name, old, at))[0]["n"] for name in SERVICES])


def earned(rows: Rows, order: Body) -> Counter[str]:
    """The states of what an order is worth."""
    found = [json.loads(row) for row in rows["credit", "earning"].values()]
    return Counter(one["state"] for one in found if one["order_id"] == order["id"])


async def at_rest(stack: Stack) -> None:
    """Return when everything was published, and heard by all who listen."""
    hearing = Hearing(ground(stack), EVER, 0)
    limit = time.monotonic() + REST_SECONDS
    while wrong := await hearing.unheard() or await hearing.stale():
        assert time.monotonic() < limit, wrong
        await asyncio.sleep(LOOK_SECONDS)


def moved(person: Person, to: Stack) -> Person:
    """The same login, at another place."""
    again = Person(to, person._http)
    again._headers = person._headers
    return again


@contextlib.contextmanager
def stopped(stack: Stack, name: str) -> Iterator[None]:
    """It does nothing while the block runs."""
    process, _ = leftovers.find(stack.state)[name]
    process.suspend()
    try:
        yield
    finally:
        process.resume()


class Story:
    """What is there before the backup, under way during it, and done after it."""

    def __init__(self, stack: Stack, http: Any) -> None:
        screen = Screen(Console(quiet=True), 1)
        casting = Casting(stack, http)
        self.cast = casting.call()
        offices = open_offices(casting, self.cast)
        need, contract = Demand(self.cast, offices, screen).play()
        Delivery(self.cast, offices, screen, contract).play(need)
        self.project = need
        self.loop = MenuLoop(stack, self.cast, screen, offer_seconds=60)

    def trail(self) -> Body | None:
        """What the residents see of the project, once it is all there."""
        found = self.cast.resident.get("needs", f"needs/{self.project['id']}/trail")
        return found if len(found["steps"]) == len(STEPS) else None

    def visited(self) -> Body:
        """The menu loop, until its order is done and only the resident's word is missing."""
        order = self.loop._accept(self.loop.first_offer())
        self.loop._visit(order)
        return order


def test_the_pages_say_the_same_commands() -> None:
    assert commands("backup.md") == commands("backup.zh-CN.md")


async def test_a_platform_comes_back_from_its_backup_and_goes_on(operator: Operator) -> None:
    backup, bring_keys, restore, up, *checks = commands("backup.md")
    old, new = operator.old, operator.new
    with client() as http:
        story = Story(old, http)
        cast, loop, order = story.cast, story.loop, story.visited()
        trail = cast.resident.await_(story.trail, "the whole trail")
        with stopped(old, "credit-worker"):
            confirmed = cast.resident.post("needs", f"orders/{order['id']}/confirmation", {})
            operator.types(backup)

        loop._rate(order)
        later = loop._file()
        operator.types(bring_keys)
        operator.types(restore)
        kept = await resting_rows(new)
        started = clock.now()
        with operator.starts(up):
            await at_rest(new)
            told = [operator.types(command) for command in checks]
            now = await everything(new)

            assert lost(kept, now) == []
            assert await only_in_old_streams(new, started) == 0
            assert await broken_chains(ground(new)) == []
            assert await Hearing(ground(new), EVER, 0).parked() == []
            assert "every transfer" in told[0]
            cast.resident = moved(cast.resident, new)
            cast.managers = {name: moved(one, new) for name, one in cast.managers.items()}
            assert story.trail() == trail
            assert cast.resident.get("needs", f"orders/{order['id']}") == confirmed
            assert cast.resident.try_get("needs", f"needs/{later['id']}").status_code == 404
            assert (earned(kept, order), earned(now, order)) == (Counter(), Counter(expected=1))

            loop._rate(order)
            await at_rest(new)
            assert earned(await everything(new), order) == Counter(posted=1, superseded=1)
            operator.types(checks[0])
