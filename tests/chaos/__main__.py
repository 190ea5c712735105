"""`python -m tests.chaos [--seconds 360] [--all] [--seed N]`: break it, heal it, judge it.

Ends with 0 when nothing was wrong, 1 when an invariant was broken, 2 when the run is void: too
little happened for it to prove anything. What was done is kept in the journal, one line each.
"""

import argparse
import asyncio
import secrets
import shutil
import sys
from collections import Counter
from pathlib import Path
from random import Random  # noqa: TID251 - a seed repeats a run

from tests.chaos import replay
from tests.chaos.checker import Checker
from tests.chaos.evidence import Evidence, void
from tests.chaos.ground import Ground, say
from tests.chaos.journal import Journal
from tests.chaos.load import Load
from tests.chaos.nemesis import LONG_HOLD_SECONDS, Nemesis
from tests.chaos.world import furnish

CONVERGENCE_SECONDS = 60.0
SECONDS = 360.0
PORT = 23_500
WRONG, VOID = 1, 2


async def run(asked: argparse.Namespace, place: Path) -> int:
    """One whole run; answers the exit code."""
    rng = Random(asked.seed)
    ground = Ground(place, asked.port, rng)
    async with ground.running():
        journal = Journal(place / "journal.jsonl")
        world = await asyncio.to_thread(furnish, ground.stack, journal, rng)
        checker = await Checker.now(ground, world)
        nemesis = Nemesis(ground, checker, rng)
        if asked.all:
            nemesis.hold = LONG_HOLD_SECONDS
        faults = nemesis.all_faults() if asked.all else nemesis.faults()
        if asked.only:
            chosen = [name for name in faults if any(part in name for part in asked.only)]
            faults = {name: faults[name] for name in chosen}
        if ground.no_disks:
            say(f"not run, for want of disks: full disks, power cuts ({ground.no_disks})")
        evidence = Evidence(ground)
        async with evidence.watching():
            async with Load(world).running():
                await nemesis.rage(asked.seconds, faults)
            took = await checker.settled(CONVERGENCE_SECONDS)
        say("everything came to rest" + (f" after {took:.0f} s" if took is not None else ": NO"))
        found = await evidence.found(journal, nemesis)
        report(journal, nemesis, found)
        wrong = [str(one) for one in await checker.violations()]
        wrong += [f"I13: {one}" for one in await replay.differences(ground)]
        await world.desk.http.aclose()
        journal.close()
    for one in wrong:
        say(f"WRONG  {one}")
    if took is None or wrong:
        return WRONG
    missing = [] if asked.only else void(found)
    for one in missing:
        say(f"VOID   {one}")
    return VOID if missing else 0


def report(journal: Journal, nemesis: Nemesis, found: dict[str, int]) -> None:
    """What was done, and what came of it."""
    ops = Counter((one.op, one.outcome) for one in journal.operations)
    for (op, outcome), n in sorted(ops.items()):
        say(f"  {n:6}  {op} {outcome}")
    for name, n in sorted(nemesis.done.items()):
        say(f"  {n:6}  {name}")
    for name, n in found.items():
        say(f"  {n:6}  {name}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--all", action="store_true", help="every fault this machine allows")
    parser.add_argument("--only", nargs="+", default=[], help="faults with this in their name")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--port", type=int, default=PORT, help="the first of 100")
    parser.add_argument("--place", type=Path, default=Path("/tmp/sanshe-chaos"))
    asked = parser.parse_args()
    shutil.rmtree(asked.place, ignore_errors=True)
    say(f"seed {asked.seed}; journal and logs in {asked.place}")
    sys.exit(asyncio.run(run(asked, asked.place)))


if __name__ == "__main__":
    main()
