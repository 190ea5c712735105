"""What people do: the menu loop from filing to rating, and reading.

Each step of a loop is due a little after the one before was due, the last time it was sent, and not
after it came back.
"""

import asyncio
import random  # noqa: TID251 - who files next, and what is looked up
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.load_client import Answer, Client
from benchmarks.load_town import DRAIN, Organization, Town, resident
from deploy.local.demo.cast import CENTER

WRITE, READ = "write", "read"
STEPS, LOOKS = 7, 3
"""Writes of a whole loop, and reads if each look finds what it is for."""
STEP_SECONDS = 1.0
ANSWER_AFTER_SECONDS = 1.5
"""A rating that comes at once would be flagged."""
LOOK_SECONDS = 2.0
"""Every few seconds, as the guide for mini-programs says."""
LOOKS_MAX = 20
REMEMBERED = 500
FILING = {
    "category_code": DRAIN,
    "channel": "wechat",
    "title": "下水道堵了，厨房反水",
    "description": "下水道堵了，厨房反水，已经两天了，家里有老人。" * 4,
    "phone": "13812345678",
    "address": "和平新村 12 幢 301 室",
    "location": {"latitude": CENTER[0], "longitude": CENTER[1]},
    "target_groups": ["elderly"],
}
HERE = {"latitude": CENTER[0] + 0.0005, "longitude": CENTER[1]}


@dataclass
class Life:
    """The town's people at their apps; `stuck` counts loops that did not come to their end."""

    client: Client
    town: Town
    finished: int = 0
    stuck: int = 0
    _filed: list[tuple[str, str]] = field(default_factory=list)
    _chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311

    async def menu_loop(self, due: float) -> None:
        """One need, from its filing to the resident's rating."""
        ended = await self._whole_loop(due)
        self.finished += ended
        self.stuck += not ended

    async def _whole_loop(self, due: float) -> bool:
        me = resident()
        told = FILING | {"region_id": str(self._chance.choice(self.town.communities))}
        filed = await self._post(due, "/needs", me, told)
        if not filed.ok:
            return False
        need_id = filed.json()["id"]
        self._remember(need_id, me)
        order = await self._seen(f"/orders?need_id={need_id}", me)
        if order is None:
            return False
        team = self.town.organizations[order["organization_id"]]
        served = await self._serve(f"/orders/{order['id']}", me, team)
        return served and await self._rate(order["id"], me)

    async def _serve(self, order: str, me: str, team: Organization) -> bool:
        due = time.monotonic()
        for step, body in (("acceptance", None), ("departure", None), ("check-in", HERE)):
            done = await self._post(due, f"{order}/{step}", team.token(), body)
            if not done.ok:
                return False
            due = done.due + STEP_SECONDS
        code = await self._get(due, f"{order}/completion-code", me)
        if not code.ok:
            return False
        due, told = code.due + STEP_SECONDS, {"code": code.json()["code"]}
        done = await self._post(due, f"{order}/completion", team.token(), told)
        due = done.due + STEP_SECONDS
        return done.ok and (await self._post(due, f"{order}/confirmation", me, {})).ok

    async def _rate(self, order_id: str, me: str) -> bool:
        survey = await self._seen(f"/surveys?order_id={order_id}", me)
        if survey is None:
            return False
        due = time.monotonic() + ANSWER_AFTER_SECONDS
        return (await self._post(due, f"/surveys/{survey['id']}/answer", me, {"score": 5})).ok

    async def _post(self, due: float, path: str, token: str, body: Any = None) -> Answer:
        return await self.client.send(WRITE, due, ("POST", "needs", path), token, body)

    async def _get(self, due: float, path: str, token: str) -> Answer:
        return await self.client.send(READ, due, ("GET", "needs", path), token)

    async def _seen(self, path: str, token: str) -> Any:
        """Look now and then until the list has something in it."""
        for _ in range(LOOKS_MAX):
            due = time.monotonic() + LOOK_SECONDS
            found = await self.client.send(READ, due, ("GET", "needs", path), token, tries=1)
            if found.ok and (items := found.json()["items"]):
                return items[0]
        return None

    def _remember(self, need_id: str, token: str) -> None:
        self._filed.append((need_id, token))
        del self._filed[:-REMEMBERED]

    async def read(self, due: float) -> None:
        """Somebody looks something up."""
        community = self._chance.choice(self.town.communities)
        one = self._chance.choice([*self.town.organizations.values()])
        asked = [
            ("needs", "/orders?limit=20", one.token()),
            ("needs", f"/menu?region={community}", one.token()),
            ("registry", f"/regions?parent={self.town.county}&limit=50", one.token()),
            ("registry", f"/regions/{community}", one.token()),
            ("credit", f"/accounts?holder={one.id}", one.token()),
            ("credit", f"/accounts/{one.account_id}/statement?limit=20", one.token()),
        ]
        if self._filed:
            need_id, me = self._chance.choice(self._filed)
            asked += [
                ("needs", f"/needs/{need_id}", me),
                ("needs", "/needs?limit=20", me),
                ("needs", f"/needs/{need_id}/progress", me),
                ("needs", f"/orders?need_id={need_id}", me),
            ]
        service, path, token = self._chance.choice(asked)
        await self.client.send(READ, due, ("GET", service, path), token, tries=1)


async def keep_arriving(life: Life, *, loops: float, reads: float, seconds: float) -> None:
    """So many loops and reads a second, evenly, whatever becomes of them; wait for all.

    Reads are those of the loops and others.
    """
    reads -= loops * LOOKS
    began = time.monotonic()
    moments = [(n / loops, life.menu_loop) for n in range(round(loops * seconds))]
    moments += [(n / reads, life.read) for n in range(round(reads * seconds))]
    async with asyncio.TaskGroup() as group:
        for after, start in sorted(moments, key=lambda moment: moment[0]):
            await asyncio.sleep(max(0.0, began + after - time.monotonic()))
            group.create_task(start(began + after))
