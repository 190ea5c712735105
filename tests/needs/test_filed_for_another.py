"""Who files for somebody without an account speaks for him, however sensitive the matter is."""

from typing import Any

import pytest

from shared import ids
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT
from tests.needs.given_needs import a_need, a_team, an_item

HERE = {"latitude": POINT[0], "longitude": POINT[1]}


@pytest.mark.parametrize("groups", [[], ["lost_only_child"]])
async def test_who_filed_for_another_sees_its_order_through_to_the_survey(
    needs: ServiceKit, groups: list[str]
) -> None:
    _, _, community = await needs.regions()
    worker = needs.actor(Role.COMMUNITY_WORKER, region=community, person=ids.new())
    colleague = needs.actor(Role.COMMUNITY_WORKER, region=community, person=ids.new())
    member = needs.actor(person=ids.new())
    await an_item(needs, community)
    await a_team(needs, community, member_ids=[str(member.person_id)])
    need = await a_need(
        needs, community, by=worker, on_behalf={}, target_groups=groups, location=HERE
    )
    await needs.tick()
    [order] = (await needs.get("/orders", as_=member)).json()["items"]
    place = f"/orders/{order['id']}"

    async def must(path: str, body: Any = None, *, by: Actor = member) -> None:
        answer = await needs.post(f"{place}/{path}", body, as_=by)
        assert answer.status_code == 200, answer.text

    await must("acceptance")
    await must("departure")
    await must("check-in", HERE)
    codes = await needs.get(f"{place}/completion-code", as_=worker)
    await must("completion", {"code": codes.json()["code"]})
    await must("confirmation", {}, by=worker)

    lists = ("/orders", "/surveys")
    seen = [(await needs.get(path, as_=worker)).json()["items"] for path in lists]
    others = [(await needs.get(path, as_=colleague)).json()["items"] for path in lists]
    assert need["sensitivity"] == ("restricted" if groups else "public")
    assert [len(items) for items in seen] == [1, 1]
    assert [len(items) for items in others] == [0 if groups else 1] * 2
