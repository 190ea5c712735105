"""What other systems told, entered by staff."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.needs.category.model import Category
from services.needs.category.queries import category
from services.needs.classification.rules import RULE_VERSION
from services.needs.need.rules import Channel
from shared import ids
from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import given_a_town
from tests.needs.given_needs import a_need, a_receiver, a_resident

MESSAGE: dict[str, Any] = {
    "category_code": "unsorted",
    "channel": "import_12345",
    "title": "小区电梯停运三天无人维修",
    "description": "我们小区三号楼的电梯停运已经三天了，老人上下楼十分不便，请尽快派人维修。",
    "occurred_at": "2019-06-01T08:30:00+08:00",
    "external_ref": "12345:360114",
}


def told(community: RegionReplica, **fields: Any) -> dict[str, Any]:
    """A message as the importer sends it, from a reporter nobody knows by name."""
    reporter = {"person_id": str(ids.new())}
    return MESSAGE | {"region_id": str(community.id), "on_behalf": reporter} | fields


@pytest.fixture
async def desk(needs: ServiceKit) -> tuple[Actor, RegionReplica]:
    _, _, community = await needs.regions()
    return a_receiver(needs, community), community


async def test_a_message_keeps_when_it_happened_and_its_clock_runs_from_arrival(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk

    answer = await needs.post("/needs", told(community), as_=receiver)
    need = answer.json()
    seen = await needs.get(f"/needs/{need['id']}", as_=receiver)

    assert answer.status_code == 201
    assert need["occurred_at"] == seen.json()["occurred_at"] == "2019-06-01T00:30:00Z"
    assert need["external_ref"] == "12345:360114"
    started = [datetime.fromisoformat(clock["started_at"]) for clock in seen.json()["clocks"]]
    assert started == [needs.now]


async def test_a_message_comes_in_once_whatever_the_key_and_the_repeat_names_the_need(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk
    first = await needs.post("/needs", told(community), as_=receiver)

    again = await needs.post("/needs", told(community, title="另一个标题"), as_=receiver)

    assert again.status_code == 409
    assert again.json()["type"] == "/problems/already-filed"
    assert again.json()["need_id"] == first.json()["id"]
    assert len(await needs.events("needs.need.submitted.v1")) == 1


async def test_what_came_in_before_is_known_though_its_category_takes_nothing_new(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk
    message = told(community, category_code="repair.drain")
    first = await needs.post("/needs", message, as_=receiver)
    async with needs.begin() as uow:
        kind = await uow.get(Category, (await category(uow, "repair.drain")).id)
        kind.retire(day=needs.now.date(), successor_code=None)

    again = await needs.post("/needs", message, as_=receiver)

    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-filed")
    assert again.json()["need_id"] == first.json()["id"]


async def test_an_identity_number_is_starred_out_because_nobody_can_be_asked(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk
    text = "本人证号 11010519491231002X，妻子 110105 19491231 002X，谢谢"

    answer = await needs.post("/needs", told(community, description=text), as_=receiver)

    assert answer.status_code == 201
    assert answer.json()["description"] == f"本人证号 {'*' * 18}，妻子 {'*' * 20}，谢谢"


@pytest.mark.parametrize(
    ("fields", "slug", "pointer"),
    [
        ({"title": "长" * 61}, "validation-failed", "/title"),
        ({"title": "）"}, "validation-failed", "/title"),
        ({"description": "长" * 4001}, "validation-failed", "/description"),
        ({"external_ref": "no colon"}, "validation-failed", "/external_ref"),
        ({"on_behalf": None}, "bad-value", "/on_behalf"),
        ({"on_behalf": None, "channel": "web"}, "bad-value", "/on_behalf"),
    ],
)
async def test_what_cannot_be_imported_is_refused_at_its_field(
    needs: ServiceKit,
    desk: tuple[Actor, RegionReplica],
    fields: dict[str, Any],
    slug: str,
    pointer: str,
) -> None:
    receiver, community = desk

    answer = await needs.post("/needs", told(community, **fields), as_=receiver)

    assert answer.status_code == 422
    assert answer.json()["type"] == f"/problems/{slug}"
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_what_is_too_long_is_refused_with_the_limit(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk

    answer = await needs.post("/needs", told(community, description="长" * 4001), as_=receiver)

    assert answer.json()["errors"] == [
        {"pointer": "/description", "detail": "至多 4000 个字符"},
    ]


async def test_a_resident_cannot_import(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    _, community = desk

    alone = told(community, on_behalf=None)
    answers = [
        await needs.post("/needs", body, as_=a_resident(needs, community))
        for body in (told(community), alone)
    ]

    assert [answer.status_code for answer in answers] == [403, 422]


async def test_what_nobody_sorted_waits_for_a_person_however_many_ask(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk
    filed = [
        await a_need(needs, community, by=receiver, **told(community, external_ref=f"12345:{n}"))
        for n in range(12)
    ]

    await needs.post(f"/needs/{filed[-1]['id']}/acceptance", as_=receiver)
    await needs.tick()

    seen = (await needs.get(f"/needs/{filed[-1]['id']}", as_=receiver)).json()
    decision = seen["classification"]
    assert (seen["state"], seen["route"]) == ("classified", "manual")
    assert (decision["rule"], decision["rule_version"]) == ("R8", RULE_VERSION)
    assert decision["explanation"][0]["zh"] == "尚未分类，转人工分流。"


async def test_messages_about_the_same_are_suggested_to_each_other(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk
    first = await needs.post("/needs", told(community), as_=receiver)
    like = told(
        community,
        external_ref="12345:360115",
        description=MESSAGE["description"] + "拜托了！",
    )
    other = told(
        community,
        external_ref="12345:360116",
        title="公园路灯不亮",
        description="人民公园南门的路灯坏了半个月，晚上散步看不清路。",
    )

    alike = await needs.post("/needs", like, as_=receiver)
    unlike = await needs.post("/needs", other, as_=receiver)

    suggested = alike.json()["possible_duplicates"]
    assert [one["need_id"] for one in suggested] == [first.json()["id"]]
    assert unlike.json()["possible_duplicates"] == []


async def test_what_a_message_leaves_open_staff_in_charge_ask_and_write_down(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk
    need = await a_need(needs, community, by=receiver, **told(community))
    place = f"/needs/{need['id']}"
    asked = await needs.post(
        f"{place}/information-request", {"question": "是几单元的电梯？"}, as_=receiver
    )
    worker = needs.actor(Role.COMMUNITY_WORKER, region=community)
    party = replace(worker, person_id=UUID(need["reporter_person_id"]))
    auditor = needs.actor(Role.AUDITOR, region=community)
    said = {"information": "回电了解：三号楼二单元"}

    answers = [
        await needs.post(f"{place}/information", said, as_=one) for one in (party, auditor, worker)
    ]

    assert asked.status_code == 200
    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert (answers[2].json()["state"], answers[2].json()["information"]) == (
        "submitted",
        said["information"],
    )


async def test_nobody_answers_for_a_resident_who_signs_in_himself(
    needs: ServiceKit, desk: tuple[Actor, RegionReplica]
) -> None:
    receiver, community = desk
    need = await a_need(needs, community, by=a_resident(needs, community))
    place = f"/needs/{need['id']}"
    await needs.post(f"{place}/information-request", {"question": "是几单元？"}, as_=receiver)

    answer = await needs.post(f"{place}/information", {"information": "二单元"}, as_=receiver)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-the-reporter")


@pytest.mark.parametrize(
    ("channel", "reporter"), [(Channel.IMPORT_12345, ids.new()), (Channel.WINDOW, None)]
)
async def test_who_has_no_account_is_told_the_codes_by_the_staff_whoever_filed_for_him(
    needs: ServiceKit, channel: Channel, reporter: UUID | None
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    told = {"channel": channel, "reporter_person_id": reporter, "filed_by_id": ids.new()}
    await town.need(**told, latitude=None, longitude=None)
    [order] = await town.orders()
    member, place = town.member(team), f"/orders/{order['id']}/completion-code"
    await town.step(order, "acceptance", member)
    await town.step(order, "departure", member)
    for _ in range(6):
        locked = await needs.post(f"/orders/{order['id']}/check-in", {"code": "0" * 6}, as_=member)
    party = replace(town.staff, person_id=team.member_ids[0])
    stranger = a_receiver(needs, await needs.region(parent=town.city))
    auditor = needs.actor(Role.AUDITOR, region=town.city)

    callers = (party, auditor, stranger, member)
    refused = [await needs.get(place, as_=caller) for caller in callers]
    renewed = await needs.post(place, as_=town.staff)
    codes = (await needs.get(place, as_=town.staff)).json()
    await town.step(order, "check-in", member, {"code": codes["arrival_code"]})
    done = await town.step(order, "completion", member, {"code": codes["code"]})

    assert [answer.status_code for answer in refused] == [403, 403, 404, 404]
    assert (renewed.json()["code"], done["state"]) == (codes["code"], "done_claimed")
    assert "请社区工作人员重新生成" in locked.json()["detail"]
