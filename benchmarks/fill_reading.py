"""How fast a filled province answers: every list, search and page, and how soon a team is asked.

`python -m benchmarks.fill_reading` asks the running stack of SANSHE_DATA, after benchmarks.fill:
every question of fill_questions, as each of its callers, one at a time, a few times over.
"""

import argparse
import asyncio
import time
from collections import defaultdict
from urllib.parse import urlencode

from benchmarks.fill_questions import Question, callers, made, questions
from benchmarks.ground import load
from benchmarks.load_client import Answer, Client, quantile
from benchmarks.load_menu import FILING
from benchmarks.load_town import kit_of, resident
from deploy.local.services import Services
from deploy.local.stack import SERVICES, Stack, data_directory
from shared import clock
from shared.testing.signing import sign

SLOWEST_SHOWN = 25
READ_P99_MS = 150
FILED = 30
PATIENCE_SECONDS = 20.0
LOOK_SECONDS = 0.02
NO_PLACE = {"location", "address", "phone"}


class Reading:
    """Asks, and keeps how long each question took."""

    def __init__(self, stack: Stack, times: int) -> None:
        self.client = Client(stack)
        self.took: dict[str, list[float]] = defaultdict(list)
        self.bad: dict[str, set[int]] = defaultdict(set)
        self._times = times

    async def ask(self, service: str, who: str, question: Question) -> None:
        """One question, a few times."""
        token = sign(callers()[who], clock.now())
        path = question.path.split("/v1", 1)[1]
        asked = f"{path}?{urlencode(question.params)}" if question.params else path
        name = f"{service} {question.route.split('/v1', 1)[1]} {dict(question.params)} as {who}"
        for _ in range(self._times):
            began = time.monotonic()
            answer = await self.get(service, asked, token)
            if answer.status >= 500 or answer.status == 0:  # noqa: PLR2004 - the service's fault
                self.bad[name].add(answer.status)
            elif answer.ok:
                self.took[name].append(1000 * (time.monotonic() - began))

    async def get(self, service: str, path: str, token: str) -> Answer:
        """An answer; what is shed is asked again, as often as the client tries."""
        return await self.client.send("", time.monotonic(), ("GET", service, path), token)

    async def dispatch(self) -> tuple[list[float], list[float]]:
        """Milliseconds until a filing was answered, and until a team was asked."""
        filed, offered = [], []
        told = {name: value for name, value in FILING.items() if name not in NO_PLACE}
        for number in range(1, FILED + 1):
            me, began = resident(), time.monotonic()
            body = told | {"region_id": str(made("community", number))}
            call = ("POST", "needs", "/needs")
            answer = await self.client.send("", began, call, me, body)
            filed.append(1000 * (time.monotonic() - began))
            path = f"/orders?need_id={answer.json()['id']}"
            while time.monotonic() < began + PATIENCE_SECONDS:
                if (await self.get("needs", path, me)).json()["items"]:
                    offered.append(1000 * (time.monotonic() - began))
                    break
                await asyncio.sleep(LOOK_SECONDS)
        return filed, offered


def percentiles(values: list[float]) -> str:
    """For people to read."""
    told = ", ".join(f"p{percent} {quantile(values, percent):.1f} ms" for percent in (50, 95, 99))
    return f"{told} of {len(values):,}"


async def measure(services: Services, times: int) -> None:
    """Ask everything, and tell."""
    reading = Reading(services.stack, times)
    for service in SERVICES:
        async with kit_of(services, service) as kit:
            asked = list(questions(kit.app.openapi(), kit.now))
        for who in callers():
            for question in asked:
                await reading.ask(service, who, question)
    every = [one for took in reading.took.values() for one in took]
    print(f"reading: {percentiles(every)}, one at a time; {load()}")
    slow = sorted(reading.took.items(), key=lambda one: -min(one[1]))
    over = sum(min(took) > READ_P99_MS for took in reading.took.values())
    print(f"{over} of {len(slow)} questions never took less than {READ_P99_MS} ms; the slowest:")
    for name, took in slow[:SLOWEST_SHOWN]:
        print(f"  {min(took):8.1f} to {max(took):8.1f} ms  {name}")
    for name, statuses in reading.bad.items():
        print(f"  BROKEN {sorted(statuses)}  {name}")
    filed, offered = await reading.dispatch()
    print(f"filing: {percentiles(filed)}; from filing to the offer: {percentiles(offered)}")


def main() -> None:
    """Ask the stack that runs in SANSHE_DATA."""
    parser = argparse.ArgumentParser("python -m benchmarks.fill_reading", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often each question is asked")
    times = parser.parse_args().times
    asyncio.run(measure(Services.running(Stack.load(data_directory())), times))


if __name__ == "__main__":
    main()
