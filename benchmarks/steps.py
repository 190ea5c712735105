"""The CPU that each step of the menu loop takes, in every program, one call after the other.

It starts a stack of its own. Every loop has a resident of his own, as in a city. What workers do
meanwhile counts with the step they do it in.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.ground import load, told
from benchmarks.load_client import Answer, Client
from benchmarks.load_menu import FILING, HERE
from benchmarks.load_stack import running_stack, usage
from benchmarks.load_town import Town, resident, town
from deploy.local.services import Services
from deploy.local.stack import Stack

ROUND = 20
"""So many loops go on at once; a team is asked one thing at a time."""
SETTLE_SECONDS = 6.0
STEP = "step"
SHOWN_MS = 0.05


@dataclass(frozen=True)
class Call:
    """One request to the needs API."""

    method: str
    path: str
    token: str
    body: Any = None


@dataclass
class Meter:
    """Makes calls, and keeps what each step took."""

    stack: Stack
    client: Client
    calls: Counter[str] = field(default_factory=Counter)
    cpu: dict[str, Counter[str]] = field(default_factory=dict)

    async def each(self, step: str, calls: Sequence[Call]) -> list[Answer]:
        """The answers, one after the other."""
        with usage(self.stack) as used:
            answers = [await self.one(call) for call in calls]
        self.calls[step] += len(calls)
        self.cpu.setdefault(step, Counter()).update(used.cpu)
        return answers

    async def one(self, call: Call) -> Answer:
        """One answer, which must be good."""
        asked = (call.method, "needs", call.path)
        answer = await self.client.send(STEP, time.monotonic(), asked, call.token, call.body)
        if not answer.ok:
            raise RuntimeError(f"{call.method} {call.path}: {answer.status} {answer.body[:300]!r}")
        return answer

    def lines(self) -> list[str]:
        """For people to read: milliseconds of each program for one call."""
        found = []
        for step, spent in self.cpu.items():
            each = {name: 1000 * seconds / self.calls[step] for name, seconds in spent.items()}
            shown = (f"{name} {ms:.1f}" for name, ms in sorted(each.items()) if ms >= SHOWN_MS)
            found.append(f"  {step} ({self.calls[step]} calls): {', '.join(shown)}")
        return found


@dataclass(frozen=True)
class Ordered:
    """One order: whose it is, who serves, and where it stands."""

    me: str
    team: str
    path: str


async def loops(meter: Meter, place: Town) -> None:
    """Some needs, from their filing to the residents' ratings, a step of all at a time."""
    orders = await _order(meter, place)
    for step, body in (("acceptance", None), ("departure", None), ("check-in", HERE)):
        calls = [Call("POST", f"{one.path}/{step}", one.team, body) for one in orders]
        await meter.each(step, calls)
    looks = [Call("GET", f"{one.path}/completion-code", one.me) for one in orders]
    codes = [answer.json()["code"] for answer in await meter.each("look for the code", looks)]
    done = [
        Call("POST", f"{one.path}/completion", one.team, {"code": code})
        for one, code in zip(orders, codes, strict=True)
    ]
    await meter.each("completion", done)
    thanks = [Call("POST", f"{one.path}/confirmation", one.me, {}) for one in orders]
    await meter.each("confirmation", thanks)
    await asyncio.sleep(SETTLE_SECONDS)
    await _rate(meter, orders)
    await asyncio.sleep(SETTLE_SECONDS)


async def _order(meter: Meter, place: Town) -> list[Ordered]:
    people = [resident() for _ in range(ROUND)]
    homes = [place.communities[n % len(place.communities)] for n in range(ROUND)]
    filings = [
        Call("POST", "/needs", me, FILING | {"region_id": str(home)})
        for me, home in zip(people, homes, strict=True)
    ]
    filed = await meter.each("filing", filings)
    await asyncio.sleep(SETTLE_SECONDS)
    looks = [
        Call("GET", f"/orders?need_id={need.json()['id']}", me)
        for me, need in zip(people, filed, strict=True)
    ]
    found = await meter.each("look for the order", looks)
    return [
        Ordered(me, place.organizations[order["organization_id"]].token(), f"/orders/{order['id']}")
        for me, seen in zip(people, found, strict=True)
        for order in seen.json()["items"][:1]
    ]


async def _rate(meter: Meter, orders: list[Ordered]) -> None:
    looks = [Call("GET", f"/surveys?order_id={one.path[8:]}", one.me) for one in orders]
    found = await meter.each("look for the survey", looks)
    ratings = [
        Call("POST", f"/surveys/{survey['id']}/answer", one.me, {"score": 5})
        for one, seen in zip(orders, found, strict=True)
        for survey in seen.json()["items"]
    ]
    await meter.each("rating", ratings)


async def measure(services: Services, number: int) -> None:
    """So many loops, in rounds; the first warms up and is not counted."""
    client = Client(services.stack)
    place = await town(services)
    await loops(Meter(services.stack, client), place)
    meter = Meter(services.stack, client)
    for _ in range(number // ROUND):
        await loops(meter, place)
    print(f"milliseconds of CPU for one call, {load()}")
    print("\n".join(meter.lines()))


def main() -> None:
    """Ask how many."""
    (number,) = told(__doc__, loops=100)
    with running_stack() as services:
        asyncio.run(measure(services, number))


if __name__ == "__main__":
    main()
