"""What an organization earned with residents helps its teams a little when one is looked for."""

from typing import Any

import pytest

from shared.access import Role
from shared.contracts.credit import StandingState
from shared.contracts.registry import TeamState
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT, Town, given_a_town


async def asked_of(town: Town, *teams: TeamState) -> tuple[int, list[dict[str, Any]]]:
    """Which of these teams a new need is offered to, and how all of them were ranked."""
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    why = await town.needs.get(f"/orders/{order['id']}/ranking", as_=town.resident)
    return [str(team.team_id) for team in teams].index(order["team_id"]), why.json()["ranking"]


async def trusted_to(town: Town, team: TeamState, tier: int) -> None:
    standing = {"organization_id": team.organization_id, "version": 1, "tier": tier}
    await town.needs.receive(StandingState(**standing, frozen=False, arrears=False))


@pytest.mark.parametrize(("north", "asked"), [(0.002, 1), (0.03, 0)])
async def test_a_high_tier_decides_between_teams_nearly_alike_and_no_more(
    needs: ServiceKit, north: float, asked: int
) -> None:
    town = await given_a_town(needs)
    near, trusted = await town.team(), await town.team(latitude=POINT[0] + north)
    await trusted_to(town, trusted, 4)

    found, ranking = await asked_of(town, near, trusted)

    terms = {row["team_id"]: row["terms"].get("tier") for row in ranking}
    assert found == asked
    assert terms == {str(near.team_id): None, str(trusted.team_id): 0.05}


async def test_a_city_may_give_less_and_never_more(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    officer = needs.actor(Role.CITY_ADMIN, region=town.city)
    near, trusted = await town.team(), await town.team(latitude=POINT[0] + 0.002)
    await trusted_to(town, trusted, 4)
    where = {"region_id": str(town.city.id), "valid_from": "2026-01-01T00:00:00+08:00"}
    setting = where | {"name": "dispatch.tier_bonus", "source": "太民发1号"}

    more = await needs.post("/policies", setting | {"value": [0, 0, 0, 0, 0.06]}, as_=officer)
    none = await needs.post("/policies", setting | {"value": [0] * 5}, as_=officer)
    found, _ = await asked_of(town, near, trusted)

    assert (more.status_code, none.status_code, found) == (422, 201, 0)
