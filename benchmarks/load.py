"""The whole platform under the load of a town: rate held, latencies, effects, CPU, memory.

`python -m benchmarks.load` starts a stack of its own, as `sanshe up` does, with everything durable,
and ends it afterwards; so does Ctrl-C. Generator and stack share the machine. Requests go straight
to the API processes.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass

from benchmarks.ground import load
from benchmarks.load_client import Client, Window
from benchmarks.load_effects import drain_rate, effects_since
from benchmarks.load_menu import READ, STEPS, WRITE, Life, keep_arriving
from benchmarks.load_stack import Used, more_apis, running_stack, usage
from benchmarks.load_town import town
from deploy.local.services import Services
from shared import clock

WRITE_P99_MS, READ_P99_MS, SPIKE_P99_MS = 300, 150, 1_000
EFFECT_P50_MS, EFFECT_P99_MS = 250, 2_000
BAD_SHARE_MAX = 0.001
DRAIN_RATE_MIN = 300
WARM_SECONDS = 10.0
"""Caches, pools and plans come about; not counted."""
SPIKE_SECONDS, RECOVERY_SECONDS, AFTER_SECONDS = 60.0, 30.0, 30.0
STEP_SECONDS, STEP_FACTOR = 30.0, 1.25
HELD_SHARE = 0.95


@dataclass(frozen=True)
class Asked:
    """What the run is asked to do."""

    writes: float
    reads: float
    seconds: float
    spike: float
    backlog: int
    ceiling: bool
    apis: int


def judged(name: str, value: float, unit: str, *, most: float = 0, least: float = 0) -> str:
    """A figure beside its target."""
    met = value <= most if most else value >= least
    target = f"at most {most:g}" if most else f"at least {least:g}"
    return f"  {name}: {value:,.1f} {unit}, target {target}: {'met' if met else 'MISSED'}"


def told(bad: dict[int, int]) -> str:
    """How often something was answered otherwise than well, by status."""
    each = (f"{number:,} × {status or 'no answer'}" for status, number in sorted(bad.items()))
    return ", ".join(each) or "none"


class Run:
    """One run on a running stack."""

    def __init__(self, services: Services, life: Life, asked: Asked) -> None:
        self.services, self.life, self.asked = services, life, asked

    async def bear(self, factor: float, seconds: float) -> Window:
        """Let the load fall for a while; what was due in it."""
        began = time.monotonic()
        loops, reads = factor * self.asked.writes / STEPS, factor * self.asked.reads
        await keep_arriving(self.life, loops=loops, reads=reads, seconds=seconds)
        return Window.of(self.life.client, began, began + seconds)

    async def whole(self) -> None:
        """Warm up; then the steady load, the spike, the backlog and the ceiling, as asked."""
        await self.bear(0.5, WARM_SECONDS)
        await self._steady()
        if self.asked.spike:
            await self._spiked()
        if self.asked.backlog:
            await self._drained()
        if self.asked.ceiling:
            await self._bent()

    async def _steady(self) -> None:
        since = clock.now()
        used, window = await asyncio.gather(
            self._used(self.asked.seconds), self.bear(1, self.asked.seconds)
        )
        took = await effects_since(self.services, since)
        print(f"steady, {self.asked.seconds:g} s: {load()}")
        self._latencies(window)
        print(judged("commit to effect p50", took.p50, "ms", most=EFFECT_P50_MS))
        print(judged("commit to effect p99", took.p99, "ms", most=EFFECT_P99_MS))
        print(f"  {took.number:,} effects; loops: {self.life.finished:,} finished,", end=" ")
        print(f"{self.life.stuck} stuck")
        print("\n".join(used.lines()))

    async def _used(self, seconds: float) -> Used:
        """What is used while people arrive, without the time in which the last loops end."""
        with usage(self.services.stack) as used:
            await asyncio.sleep(seconds)
        return used

    def _latencies(self, window: Window) -> None:
        asked = {WRITE: self.asked.writes, READ: self.asked.reads}
        for kind, most in ((WRITE, WRITE_P99_MS), (READ, READ_P99_MS)):
            print(judged(f"{kind}s held", window.rate(kind), "/s", least=HELD_SHARE * asked[kind]))
            print(f"  {kind}s p50: {window.milliseconds(kind, 50):.1f} ms")
            print(judged(f"{kind}s p99", window.milliseconds(kind, 99), "ms", most=most))
        bad = window.bad()
        share = sum(bad.values()) / max(1, len(window.samples))
        print(judged("not answered well", 100 * share, "%", most=100 * BAD_SHARE_MAX))
        print(f"  {told(bad)}")

    async def _spiked(self) -> None:
        spike = await self.bear(self.asked.spike, SPIKE_SECONDS)
        bad = spike.bad()
        print(f"spike, {self.asked.spike:g} times for {SPIKE_SECONDS:g} s: {load()}")
        print(judged("writes p99", spike.milliseconds(WRITE, 99), "ms", most=SPIKE_P99_MS))
        print(f"  of {len(spike.samples):,} not answered well: {told(bad)}")
        await self.bear(1, RECOVERY_SECONDS)
        print(f"recovered after {RECOVERY_SECONDS:g} s:")
        self._latencies(await self.bear(1, AFTER_SECONDS))

    async def _drained(self) -> None:
        began = time.monotonic()
        drained = asyncio.create_task(drain_rate(self.services, self.asked.backlog))
        under = await self.bear(1, self.asked.seconds)
        rate = await drained
        print(
            f"backlog of {self.asked.backlog:,} events, {time.monotonic() - began:.0f} s: {load()}"
        )
        print(judged("drained", rate, "/s", least=DRAIN_RATE_MIN))
        self._latencies(under)

    async def _bent(self) -> None:
        factor, held = 1.0, 0.0
        while True:
            window = await self.bear(factor, STEP_SECONDS)
            rate, slow = window.rate(WRITE), window.milliseconds(WRITE, 99)
            print(
                f"  {factor * self.asked.writes:6.1f} writes/s: {rate:6.1f} held, p99 {slow:.0f} ms"
            )
            if rate < HELD_SHARE * factor * self.asked.writes or slow > WRITE_P99_MS:
                break
            factor, held = factor * STEP_FACTOR, rate
        print(f"ceiling: {held:.1f} writes/s; {load()}")


def _asked() -> Asked:
    parser = argparse.ArgumentParser("python -m benchmarks.load", description=__doc__)
    parser.add_argument("--writes", type=float, default=40, help="a second")
    parser.add_argument("--reads", type=float, default=160, help="a second")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--spike", type=float, default=0, help="a minute at so many times that")
    parser.add_argument("--backlog", type=int, default=0, help="events that wait, and are drained")
    parser.add_argument("--ceiling", action="store_true", help="more and more, until it bends")
    parser.add_argument("--apis", type=int, default=1, help="processes of the needs API")
    return Asked(**vars(parser.parse_args()))


async def bear_load(services: Services, asked: Asked) -> None:
    """Settle the town, and let the load fall on it."""
    with more_apis(services, asked.apis - 1) as ports:
        life = Life(Client(services.stack, ports), await town(services))
        await Run(services, life, asked).whole()


def main() -> None:
    """Start everything, measure, end everything."""
    asked = _asked()
    with running_stack() as services:
        asyncio.run(bear_load(services, asked))


if __name__ == "__main__":
    main()
