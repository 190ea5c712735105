"""Before the loop: the community's menu item, and teams that the needs service knows of."""

from deploy.local.demo.api import Body, Person
from deploy.local.demo.cast import RATING_SECONDS, Cast
from deploy.local.demo.screen import Screen
from shared import clock

DRAIN = "repair.drain"


def publish(cast: Cast, screen: Screen, *, offer_seconds: int | None = None) -> None:
    """Shorten the waiting in this community, publish the item, wait for the teams' arrival.

    Without `offer_seconds` a team has as long to answer as everywhere.
    """
    region = cast.community["id"]
    await_region(cast.manager, region)
    short = {"dispatch.offer_ttl.normal": offer_seconds, "survey.too_fast": RATING_SECONDS}
    for name, seconds in short.items():
        if seconds is None:
            continue
        policy = {
            "name": name,
            "region_id": region,
            "value": {"value": seconds, "unit": "s"},
            "valid_from": clock.now().isoformat(),
            "source": "演示：缩短等待时间",
        }
        cast.city_admin.post("needs", "policies", policy)
    made = cast.manager.post("needs", "menu-items", _item(cast, region))
    cast.manager.post("needs", f"menu-items/{made['id']}/publication")
    screen.step("the community publishes a menu item", f"疏通下水, menu item {made['id']}")
    for team_id, leader in cast.leaders.items():
        _await_team(leader, team_id)
    screen.step("three filed teams stand by", *[team["name"] for team in cast.teams.values()])


def _item(cast: Cast, region: str) -> Body:
    return {
        "code": f"drain-clearing-{cast.tag}",
        "title": "疏通下水",
        "category_code": DRAIN,
        "region_id": region,
        "slots": 300,
        "duration_minutes": 60,
        "fee": "free",
        "respond_minutes": 60,
        "arrive_minutes": 240,
        "finish_work_days": 2,
    }


def await_region(manager: Person, region: str) -> None:
    """The needs service shows the menu of a region once it has heard of it."""

    def look() -> Body | None:
        return {} if manager.try_get("needs", f"menu?region={region}").is_success else None

    manager.await_(look, "the region's arrival at the needs service")


def _await_team(leader: Person, team_id: str) -> None:
    """The needs service shows a team its claim list once it has heard of it."""

    def look() -> Body | None:
        return {} if leader.try_get("needs", f"claims?team_id={team_id}").is_success else None

    leader.await_(look, "the team's arrival at the needs service")
