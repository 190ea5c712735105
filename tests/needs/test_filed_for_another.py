"""Who files for somebody without an account speaks for him, however sensitive the matter is."""

from typing import Any

import pytest

from shared import ids
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT
from tests.needs.given_needs import a_need, a_receiver, a_team, an_item

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
    ended = (await needs.get(f"/needs/{need['id']}", as_=worker)).json()
    owed = {clock["name"]: clock["state"] for clock in ended["clocks"]}
    told = [
        (await needs.events(f"needs.{fact}.v1"))[-1]["basis"]
        for fact in ("order.confirmed", "need.closed")
    ]
    assert (told, ended["basis"]) == (["on_behalf"] * 2, "on_behalf")
    assert owed["callback"] == "running"


async def test_what_is_filed_in_a_persons_name_waits_for_his_own_account(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    need = await a_need(needs, community, by=receiver, on_behalf={"person_id": str(ids.new())})

    refused = await needs.post(f"/needs/{need['id']}/withdrawal", as_=receiver)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-the-reporter")
    assert "没有账号的，请社区先为其开立" in refused.json()["detail"]


async def test_an_answer_that_the_filer_confirms_is_no_word_of_the_resident(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    question = {"category_code": "inquiry.policy", "kind": "inquiry", "on_behalf": {}}
    need = await a_need(needs, community, by=receiver, **question)
    place = f"/needs/{need['id']}"
    await needs.post(f"{place}/acceptance", as_=receiver)
    await needs.tick()
    result = {"result": "已电话告知办理条件和所需材料"}
    assert (await needs.post(f"{place}/resolution", result, as_=receiver)).status_code == 200

    ended = await needs.post(f"{place}/confirmation", as_=receiver)

    assert (ended.json()["state"], ended.json()["basis"]) == ("closed", "on_behalf")
