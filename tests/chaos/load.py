"""What people do while things break: the menu loop, redemptions, races of edits, lists, repeats."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import httpx

from deploy.local.demo.cast import CENTER
from tests.chaos.caller import Body
from tests.chaos.journal import Operation
from tests.chaos.world import PARALLEL, World

LOOK_SECONDS = 1.0
OFFER_PATIENCE_SECONDS = 40.0
RATING_SECONDS = 1.2
"""A rating at once would wait for review."""
PLAYERS, SHOPPERS = 4, 2
DECLINED = 0.03
PAUSE_SECONDS = 0.4
PAGE = 40
REPEATABLE = ("file", "accept", "confirm", "rate", "redeem", "approve", "fulfill")


class Load:
    """Acts until it is stopped; everything goes through the journal."""

    def __init__(self, world: World, *, players: int = PLAYERS, shoppers: int = SHOPPERS) -> None:
        self._world = world
        self._rng = world.desk.rng
        self._journal = world.desk.journal
        self._crowd = [self._play] * players + [self._shop] * shoppers
        self._crowd += [self._edit, self._list, self._peek, self._repeat, self._guess]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None, None]:
        """Act while the block runs, then finish what was begun."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for one in self._crowd:
                group.create_task(self._again(one, over))
            try:
                yield
            finally:
                over.set()

    async def _again(self, act: Callable[[], Awaitable[None]], over: asyncio.Event) -> None:
        while not over.is_set():
            await act()
            await asyncio.sleep(PAUSE_SECONDS * self._rng.uniform(0.5, 1.5))

    async def _play(self) -> None:
        """One need, from the filing to the rating; given up where somebody is refused."""
        resident = self._world.resident
        need = await resident.act("file", ("needs", "needs"), self._need())
        order = None if need is None else await self._taken(need["id"])
        if order is None:
            return
        leader, path = self._world.leaders[order["team_id"]], f"orders/{order['id']}"
        here = {"latitude": CENTER[0] + 0.0005, "longitude": CENTER[1]}
        if await leader.act("depart", ("needs", f"{path}/departure"), target=order["id"]) is None:
            return
        await leader.act("check-in", ("needs", f"{path}/check-in"), here, target=order["id"])
        code = await resident.see("needs", f"{path}/completion-code")
        if code is None:
            return
        proof = {"code": code["code"]}
        await leader.act("complete", ("needs", f"{path}/completion"), proof, target=order["id"])
        confirmed = await resident.act(
            "confirm", ("needs", f"{path}/confirmation"), {}, target=order["id"]
        )
        if confirmed is not None:
            await self._rate(order["id"])

    async def _rate(self, order_id: str) -> None:
        page = await self._world.resident.see("needs", "surveys", order_id=order_id)
        if not page or not page["items"]:
            return
        await asyncio.sleep(RATING_SECONDS)
        place = ("needs", f"surveys/{page['items'][0]['id']}/answer")
        sent = {"score": self._rng.randint(3, 5)}
        await self._world.resident.act("rate", place, sent, target=order_id)

    async def _taken(self, need_id: str) -> Body | None:
        """The order of the team that accepts; now and then one declines first."""
        until = time.monotonic() + OFFER_PATIENCE_SECONDS
        while time.monotonic() < until:
            page = await self._world.resident.see("needs", "orders", need_id=need_id)
            offers = [one for one in (page or {"items": []})["items"] if one["state"] == "offered"]
            if offers:
                order = offers[0]
                leader, path = self._world.leaders[order["team_id"]], f"orders/{order['id']}"
                if self._rng.random() > DECLINED:
                    return await leader.act(
                        "accept", ("needs", f"{path}/acceptance"), target=order["id"]
                    )
                place = ("needs", f"{path}/decline")
                await leader.act("decline", place, {"reason": "队员临时生病"}, target=order["id"])
            await asyncio.sleep(LOOK_SECONDS)
        return None

    def _need(self) -> Body:
        return {
            "region_id": self._world.community,
            "category_code": "repair.drain",
            "channel": "wechat",
            "title": "下水道堵了，厨房反水",
            "description": f"下水道堵了，第 {self._rng.randrange(10**6)} 次反水，家里有老人。",
            "phone": "13812345678",
            "address": "和平新村 12 幢 301 室",
            "location": {"latitude": CENTER[0], "longitude": CENTER[1]},
            "target_groups": ["elderly"],
        }

    async def _shop(self) -> None:
        """One redemption: handed over, or taken back."""
        organization = self._rng.choice(sorted(self._world.managers))
        manager, officer = self._world.managers[organization], self._world.officer
        asked = {
            "account_id": self._world.accounts[organization],
            "item_id": self._world.item_id,
        }
        made = await manager.act("redeem", ("credit", "redemptions"), asked)
        if made is None:
            return
        path, target = f"redemptions/{made['id']}", made["id"]
        if self._rng.random() < 0.2:
            await manager.act("cancel", ("credit", f"{path}/cancellation"), target=target)
        elif await officer.act("approve", ("credit", f"{path}/approval"), target=target):
            await officer.act("fulfill", ("credit", f"{path}/fulfillment"), target=target)

    async def _edit(self) -> None:
        """Two edits of one team by who read the same version: only one may win."""
        team_id = self._rng.choice(sorted(self._world.teams))
        manager = self._world.managers[self._world.employers[team_id]]
        read = await manager.look("registry", f"teams/{team_id}")
        if read is None or not read.is_success:
            return

        async def put(parallel: int) -> None:
            body = self._world.teams[team_id] | {"max_parallel": parallel}
            place = ("registry", f"teams/{team_id}")
            await manager.act("edit", place, body, target=team_id, if_match=read.headers["etag"])

        now = read.json()["max_parallel"]  # an edit that changes nothing makes no version
        await asyncio.gather(*(put(each) for each in range(PARALLEL, PARALLEL + 3) if each != now))
        await asyncio.sleep(1)

    async def _list(self) -> None:
        """A whole list, page by page, while others write: what was there before must be in it."""
        organization = self._rng.choice(sorted(self._world.managers))
        manager = self._world.managers[organization]
        account = self._world.accounts[organization]
        stable = {
            str(one.target)
            for one in self._journal.of("redeem", outcome="ok")
            if one.told["body"]["account_id"] == account
        }
        listed: list[Body] = []
        after: dict[str, Any] = {}
        while True:
            page = await manager.see("credit", "redemptions", limit=PAGE, **after)
            if page is None:
                return
            listed += page["items"]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        ids = [one["id"] for one in listed]
        foreign = [one["id"] for one in listed if one["organization_id"] != organization]
        told = {
            "twice": len(ids) - len(set(ids)),
            "missed": sorted(stable - set(ids)),
            "foreign": foreign,
            "length": len(ids),
        }
        self._journal.keep(Operation(op="list", idem_key="", outcome="ok", told=told))
        await asyncio.sleep(1)

    async def _peek(self) -> None:
        """Look for another organization's redemption: it does not exist for a stranger."""
        first, second = sorted(self._world.managers)[:2]
        theirs = [
            one.target
            for one in self._journal.of("redeem", outcome="ok")
            if one.told["body"]["account_id"] == self._world.accounts[second]
        ]
        if not theirs:
            return
        found = self._rng.choice(theirs)
        answer = await self._world.managers[first].look("credit", f"redemptions/{found}")
        if answer is not None:
            told = {"seen": answer.status_code != httpx.codes.NOT_FOUND}
            status = answer.status_code
            self._journal.keep(
                Operation(
                    op="peek", idem_key="", target=found, outcome="ok", status=status, told=told
                )
            )
        await asyncio.sleep(1)

    async def _repeat(self) -> None:
        """Send again what was acknowledged before, with its key."""
        done = list(self._journal.of(*REPEATABLE, outcome="ok"))
        if done:
            first = self._rng.choice(done)
            who = self._world.desk.authors[first.idem_key]
            await who.repeat(first, tuple(first.told["place"]), first.told["body"])
        await asyncio.sleep(0.5)

    async def _guess(self) -> None:
        """Wrong passwords for an account that does not exist: soon there is a time to wait."""
        sent = {"username": "demo-nobody", "password": "certainly-not-this-one"}
        answer = await self._world.resident._send("POST", ("registry", "sessions"), json=sent)
        if answer is not None:
            status = answer.status_code
            self._journal.keep(Operation(op="guess", idem_key="", outcome="fail", status=status))
        await asyncio.sleep(2)
