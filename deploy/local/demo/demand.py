"""From twenty households to a signed contract."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx

from deploy.local.demo.api import Body, Person, body_of
from deploy.local.demo.cast import Cast
from deploy.local.demo.menu import await_region
from deploy.local.demo.offices import Offices
from deploy.local.demo.screen import Screen
from deploy.local.errors import CommandError
from shared import clock

COUNSELLING = "mind.empty_nest"
GROUP = "empty_nest"
PUBLICITY_SECONDS = 2
CREATED, CONFLICT = 201, 409
UNHEARD_OF = "/problems/ineligible"
TEXT = "老人独自居住，情绪低落，希望有人上门疏导陪伴。"
ITEMS = (
    ("空巢老人个案辅导", "casework", "case", 12, 1000),
    ("同伴支持小组", "groupwork", "session", 6, 1500),
    ("社区关爱活动", "community_work", "session", 3, 3000),
)
FIELDS = ("name", "method", "unit", "qty", "unit_price")
VALUE = sum(qty * price for *_, qty, price in ITEMS)


def yuan(amount: int) -> Body:
    """Whole yuan as the API takes them."""
    return {"amount": f"{amount}.00", "currency": "CNY"}


class Demand:
    """Plays the first half of the project loop."""

    def __init__(self, cast: Cast, offices: Offices, screen: Screen) -> None:
        self._cast = cast
        self._offices = offices
        self._screen = screen

    def play(self) -> tuple[Body, Body]:
        """The resident's own need, and the contract that came of it."""
        need = self._ask()
        cluster = self._cluster()
        project = self._project(cluster)
        claim = self._claim(project)
        return need, self._contract(project, claim)

    def _ask(self) -> Body:
        await_region(self._cast.manager, self._cast.community["id"])
        told = {
            "region_id": self._cast.community["id"],
            "category_code": COUNSELLING,
            "title": "空巢老人心理疏导",
            "description": TEXT,
            "target_groups": [GROUP],
        }
        own = self._cast.resident.post("needs", "needs", told)
        filed = [own]
        for household in self._offices.households:
            asked = told | {"channel": "grid_patrol", "on_behalf": household}
            filed.append(self._cast.manager.post("needs", "needs", asked))
        for need in filed:
            self._cast.manager.post("needs", f"needs/{need['id']}/acceptance")
        self._screen.step(
            f"{len(filed)} households ask for 空巢老人心理疏导", f"the resident's: {own['need_no']}"
        )
        return own

    def _cluster(self) -> Body:
        manager = self._cast.manager

        def look() -> Body | None:
            asked = {"region_id": self._cast.community["id"], "category_code": COUNSELLING}
            found = manager.get("needs", "clusters", **asked)["items"]
            return found[0] if found and found[0]["state"] == "hot" else None

        hot = manager.await_(look, "the common demand")
        figures = "  ".join(f"{name} {value:.2f}" for name, value in hot["figures"].items())
        self._screen.step(
            f"a common demand: {hot['households']} households, rule {hot['rule']}", figures
        )
        proposed = manager.post("needs", f"clusters/{hot['id']}/proposal")
        self._screen.step(
            "the community proposes it: a brief from figures, no one's words",
            f"brief sha256 {proposed['snapshot_sha256']}",
        )
        self._screen.keep("common demand", self._cast.address("needs", f"clusters/{hot['id']}"))
        return proposed

    def _project(self, cluster: Body) -> Body:
        buyer, finance = self._offices.buyer, self._offices.finance

        def look() -> Body | None:
            found = buyer.get("procurement", "briefs", limit=200)["items"]
            return next((one for one in found if one["cluster_id"] == cluster["id"]), None)

        brief = buyer.await_(look, "the brief's arrival at procurement")
        fund = self._fund()
        project = buyer.post("procurement", f"briefs/{brief['id']}/acceptance", self._plan(fund))
        path = f"projects/{project['id']}"
        plan = buyer.post("procurement", f"{path}/submission")
        self._offices.department.post("procurement", f"{path}/approval", seen=plan)
        finance.post("procurement", f"{path}/funding")
        left = finance.get("procurement", f"funds/{fund['id']}/balance")
        self._screen.step(
            "accepted as a project, approved by a second person, money reserved",
            f"project {project['id']}",
            f"fund {fund['id']}: available {left['available']['amount']},"
            f" reserved {left['reserved']['amount']}",
        )
        return project

    def _fund(self) -> Body:
        today = clock.now().astimezone(clock.LOCAL).date()
        told = {
            "region_id": self._cast.street["id"],
            "name": f"社区服务资金 {self._cast.tag}",
            "kind": "fiscal_general",
            "fiscal_year": today.year,
            "valid_from": f"{today.year}-01-01",
            "valid_to": f"{today.year + 1}-12-31",
        }
        fund = self._offices.finance.post("procurement", "funds", told)
        money = {"amount": yuan(VALUE * 2), "note": "演示拨款"}
        self._offices.finance.post("procurement", f"funds/{fund['id']}/appropriations", money)
        return fund

    def _plan(self, fund: Body) -> Body:
        today = clock.now().astimezone(clock.LOCAL).date()
        return {
            "title": "空巢老人心理疏导",
            "summary": "为独居和空巢老人提供个案、小组和社区心理疏导服务。",
            "purpose": "elderly",
            "target_groups": [GROUP],
            "communities": [self._cast.community["id"]],
            "service_items": [
                dict(zip(FIELDS, (*told, yuan(price)), strict=True)) for *told, price in ITEMS
            ],
            "budget_lines": [{"fund_id": fund["id"], "amount": yuan(VALUE)}],
            "ceiling": yuan(VALUE),
            "starts_on": (today - timedelta(days=3)).isoformat(),
            "ends_on": (today + timedelta(days=180)).isoformat(),
        }

    def _claim(self, project: Body) -> Body:
        policy = {
            "name": "claim.publicity",
            "region_id": self._cast.community["id"],
            "value": {"value": PUBLICITY_SECONDS, "unit": "s"},
            "valid_from": clock.now().isoformat(),
            "source": "演示：缩短公示时间",
        }
        self._cast.city_admin.post("procurement", "policies", policy)
        path = f"projects/{project['id']}"
        self._offices.buyer.post("procurement", f"{path}/listing")
        self._screen.step("listed: organizations may claim it", f"project {project['id']}")

        def claim(rival: tuple[str, Person]) -> httpx.Response:
            def look() -> httpx.Response | None:
                told = {"organization_id": rival[0]}
                answer = rival[1].try_post("procurement", f"{path}/claims", told)
                return None if answer.json().get("type") == UNHEARD_OF else answer

            return rival[1].await_(look, "the organization's arrival at procurement")

        rivals = list(self._cast.managers.items())
        with ThreadPoolExecutor(len(rivals)) as crowd:
            answers = list(crowd.map(claim, rivals))
        won = [one for one in answers if one.status_code == CREATED]
        lost = [one for one in answers if one.status_code == CONFLICT]
        if (len(won), len(lost)) != (1, len(rivals) - 1):
            raise CommandError(f"claims answered {[one.text for one in answers]}")
        self._screen.step(
            "two organizations claim at the same moment: one wins, the other is told why",
            f"201 organization {won[0].json()['organization_id']}",
            f"409 {lost[0].json()['detail']}",
        )
        return body_of(won[0])

    def _contract(self, project: Body, claim: Body) -> Body:
        winner = self._cast.managers[claim["organization_id"]]
        winner.post("procurement", f"claims/{claim['id']}/confirmation")
        path, buyer = f"projects/{project['id']}/contract", self._offices.buyer

        def draft() -> Body | None:
            answer = buyer.try_post("procurement", path, {})
            return None if answer.status_code == CONFLICT else body_of(answer)

        contract = buyer.await_(draft, "the end of the publicity")
        for signer in (buyer, winner):
            contract = signer.post("procurement", f"contracts/{contract['id']}/signature")
        self._screen.step(
            f"made public for {PUBLICITY_SECONDS} s, then signed by both sides",
            f"contract {contract['id']}, {contract['value']['amount']} 元",
        )
        return contract
