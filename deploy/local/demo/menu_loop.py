"""The menu loop: a blocked drain, from the resident's words to the organization's credits."""

import time
from collections.abc import Callable

from deploy.local.demo import menu
from deploy.local.demo.api import PATIENCE_SECONDS, Body, Person
from deploy.local.demo.cast import CENTER, OFFER_SECONDS, RATING_SECONDS, Cast
from deploy.local.demo.screen import Screen
from deploy.local.errors import CommandError
from deploy.local.stack import Stack

STEPS = 14
FORBIDDEN = 403


Condition = Callable[[Body], bool]


class MenuLoop:
    """Plays the loop step by step; each step is one call somebody makes."""

    def __init__(
        self, stack: Stack, cast: Cast, screen: Screen, offer_seconds: int = OFFER_SECONDS
    ) -> None:
        self._stack = stack
        self._cast = cast
        self._screen = screen
        self._offer_seconds = offer_seconds

    def play(self) -> None:
        """The whole loop, with a decline and an offer that runs out on the way."""
        first = self.first_offer()
        need = self._cast.resident.get("needs", f"needs/{first['need_id']}")
        self._leader(first).post(
            "needs", f"orders/{first['id']}/decline", {"reason": "队员临时生病"}
        )
        self._screen.step("team declines, the next one is asked at once", f"order {first['id']}")
        second = self._offer(need, attempt=2)
        third = self._expire(need, second)
        order = self._accept(third)
        self._visit(order)
        self._confirm(order)
        self._rate(order)
        self._keep(need, order)

    def first_offer(self) -> Body:
        """From the menu item to the first team that is asked."""
        menu.publish(self._cast, self._screen, offer_seconds=self._offer_seconds)
        return self._offer(self._file(), attempt=1)

    def _file(self) -> Body:
        told = {
            "region_id": self._cast.community["id"],
            "category_code": menu.DRAIN,
            "channel": "wechat",
            "title": "下水道堵了，厨房反水",
            "description": "下水道堵了，厨房反水，已经两天了，家里有老人。",
            "phone": "13812345678",
            "address": "和平新村 12 幢 301 室",
            "location": {"latitude": CENTER[0], "longitude": CENTER[1]},
            "target_groups": ["elderly"],
        }
        filed = self._cast.resident.post("needs", "needs", told)
        self._screen.step("a resident files a need", f"{filed['need_no']}, state {filed['state']}")
        found = self._cast.resident.await_(
            lambda: self._seen(filed["id"], "classification"), "the classification"
        )
        decided = found["classification"]
        self._screen.step(
            f"classified by rule {decided['rule']}: {decided['route']}",
            *[told["zh"] for told in decided["explanation"]],
        )
        return found

    def _seen(self, need_id: str, member: str) -> Body | None:
        need = self._cast.resident.get("needs", f"needs/{need_id}")
        return need if need[member] else None

    def _offer(self, need: Body, *, attempt: int) -> Body:
        def look() -> Body | None:
            page = self._cast.resident.get("needs", "orders", need_id=need["id"])
            live = [one for one in page["items"] if one["attempt"] == attempt]
            return live[0] if live else None

        order = self._cast.resident.await_(look, f"offer {attempt}")
        ranking = self._cast.resident.get("needs", f"orders/{order['id']}/ranking")["ranking"]
        self._screen.step(
            f"offer {attempt} goes to {self._cast.teams[order['team_id']]['name']}",
            *[self._scored(candidate) for candidate in ranking],
        )
        return order

    def _scored(self, candidate: Body) -> str:
        terms = "  ".join(f"{name} {value:.3f}" for name, value in candidate["terms"].items())
        return f"{candidate['score']:.6f}  {candidate['name']}  ({terms})"

    def _leader(self, order: Body) -> Person:
        return self._cast.leaders[order["team_id"]]

    def _expire(self, need: Body, order: Body) -> Body:
        def look() -> Body | None:
            seen = self._cast.resident.get("needs", f"orders/{order['id']}")
            return seen if seen["state"] == "expired" else None

        patience = self._offer_seconds + PATIENCE_SECONDS
        self._cast.resident.await_(look, "the expiry of the offer", patience=patience)
        self._screen.step(
            f"no answer within {self._offer_seconds} s: the offer expires", f"order {order['id']}"
        )
        return self._offer(need, attempt=3)

    def _accept(self, order: Body) -> Body:
        leader = self._leader(order)
        before = leader.try_get("needs", f"orders/{order['id']}/contact")
        if before.status_code != FORBIDDEN:
            raise CommandError(f"the contact was shown before acceptance: {before.status_code}")
        accepted = leader.post("needs", f"orders/{order['id']}/acceptance")
        contact = leader.get("needs", f"orders/{order['id']}/contact")
        self._screen.step(
            "the team accepts; only now it sees the resident's phone",
            f"before: {before.status_code} {before.json()['detail']}",
            f"after: {contact['phone']}, {contact['address']}",
        )
        return accepted

    def _visit(self, order: Body) -> None:
        leader, path = self._leader(order), f"orders/{order['id']}"
        leader.post("needs", f"{path}/departure")
        here = {"latitude": CENTER[0] + 0.0005, "longitude": CENTER[1]}
        arrived = leader.post("needs", f"{path}/check-in", here)
        self._screen.step("on site, checked in within 300 m", f"at {arrived['arrived_at']}")
        code = self._cast.resident.get("needs", f"{path}/completion-code")["code"]
        done = leader.post("needs", f"{path}/completion", {"code": code})
        self._screen.step(
            "done, proved by the resident's completion code", f"state {done['state']}"
        )

    def _confirm(self, order: Body) -> None:
        self._cast.resident.post("needs", f"orders/{order['id']}/confirmation", {})
        account = self._account(order, lambda found: bool(found["expected"]))
        self._screen.step(
            "the resident confirms; credits are expected",
            f"account {account['number']}: posted {account['balance']['posted']},"
            f" expected {account['expected']}",
        )

    def _rate(self, order: Body) -> None:
        survey = self._cast.resident.get("needs", "surveys", order_id=order["id"])["items"][0]
        time.sleep(RATING_SECONDS)  # a rating at once would wait for review
        self._cast.resident.post("needs", f"surveys/{survey['id']}/answer", {"score": 5})
        earned = self._earned(order)
        account = self._account(order, lambda _: True)
        self._screen.step("the resident rates 5", f"survey {survey['id']}")
        self._screen.step(
            f"credits are posted: {account['balance']['posted']}", earned["explanation"]["zh"]
        )
        self._screen.keep(
            f"积分银行 {account['number']}: {account['balance']['posted']} credits",
            f"{self._stack.api('credit')}/accounts/{account['id']}/statement",
        )

    def _earned(self, order: Body) -> Body:
        """What the order brought; the account may hold other credits already."""
        manager = self._cast.managers[order["organization_id"]]
        account = self._account(order, lambda _: True)

        def look() -> Body | None:
            page = manager.get("credit", f"accounts/{account['id']}/earnings")
            mine = (one for one in page["items"] if one["order_id"] == order["id"])
            return next((one for one in mine if one["state"] == "posted"), None)

        return manager.await_(look, "the credits' arrival")

    def _account(self, order: Body, holds: Condition) -> Body:
        manager = self._cast.managers[order["organization_id"]]

        def look() -> Body | None:
            page = manager.get("credit", "accounts", holder=order["organization_id"])
            return next((one for one in page["items"] if holds(one)), None)

        return manager.await_(look, "the credits' arrival")

    def _keep(self, need: Body, order: Body) -> None:
        needs = self._stack.api("needs")
        self._screen.keep(f"need {need['need_no']}", f"{needs}/needs/{need['id']}")
        self._screen.keep("what happened to it", f"{needs}/needs/{need['id']}/history")
        self._screen.keep("its order", f"{needs}/orders/{order['id']}")
        self._screen.keep("why this team", f"{needs}/orders/{order['id']}/ranking")
        log = self._cast.resident.get("needs", "me/access-log")["items"]
        self._screen.keep(f"who saw my phone: {len(log)} times", f"{needs}/me/access-log")
