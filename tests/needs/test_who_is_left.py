"""Teams whose members left, are not active, or can prove nothing any more."""

from shared import ids
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import CODE, a_category, given_a_town
from tests.needs.test_claim import claims

VISIT = "test.visit"
"""A category that asks for no skill."""


async def test_a_team_that_can_prove_nothing_is_sent_nowhere(needs: ServiceKit) -> None:
    town = await given_a_town(needs, category_code=VISIT)
    async with needs.begin() as uow:
        uow.add(a_category(code=VISIT, required_skills=[]))
    left = await town.team(skills=[], member_ids=[ids.new()])
    need_id = await town.need(category_code=VISIT)
    path = f"/needs/{need_id}"

    shown = await needs.get(f"{path}/dispatch-preview", as_=town.staff)
    by_hand = {"team_id": str(left.team_id), "reason": "居民就想请这支服务队"}
    refused = await needs.post(f"{path}/dispatch", by_hand, as_=town.staff)

    assert await town.orders(need_id=str(need_id)) == []
    assert await claims(town, left) == []
    assert shown.json()["excluded"][0]["reasons"] == ["skill_missing"]
    assert refused.json()["reasons"] == ["skill_missing"]


async def test_only_active_members_are_counted_for_what_a_team_earns(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    members = [ids.new() for _ in range(4)]
    team = await town.team(member_ids=members, inactive_ids=members[2:])
    order = await town.done(team)

    await town.step(order, "confirmation", town.resident, {})

    [told] = await needs.events("needs.order.confirmed.v1")
    assert (order["category_code"], told["team_members"]) == (CODE, 2)
