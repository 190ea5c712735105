"""A resolution: announced, objected to, in effect, and what is done about it."""

from datetime import datetime, timedelta

from services.needs.objection.states import OBJECTION, ObjectionAction, ObjectionState
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.needs.deliberating import Community, a_community

WHY = {"upheld": False, "reason": "通知已在楼道张贴并逐户送达。"}
RIGHT = WHY | {"upheld": True}


async def announced(needs: ServiceKit, residents: int = 3) -> Community:
    place = await a_community(needs, residents=residents)
    await place.start()
    await place.adopt()
    await place.resolve()
    return place


async def resolution(place: Community) -> str:
    found = await place.needs.get(f"/resolutions/{place.resolution['id']}")
    return str(found.json()["state"])


async def test_it_takes_effect_when_nobody_objects(needs: ServiceKit) -> None:
    place = await announced(needs)
    until = datetime.fromisoformat(place.resolution["until"])
    again = await place.ask(
        f"/matters/{place.matter['id']}/resolution", {"text": "同意三号楼加装一部电梯。"}
    )

    await needs.tick(until)
    at_the_end = await resolution(place)
    await needs.tick(until + timedelta(seconds=1))

    assert (again.status_code, again.json()["type"]) == (409, "/problems/announced-before")
    assert (at_the_end, await resolution(place)) == ("public", "effective")
    assert await place.state() == "effective"
    (fact,) = await needs.events("needs.matter.effective.v1")
    assert fact["resolution_sha256"] == place.resolution["sha256"]
    late = {"ground": "procedure", "step": "meeting", "text": "没有收到会议通知，要求重开。"}
    path = f"/resolutions/{place.resolution['id']}/objections"
    refused = await place.ask(path, late, by=place.residents[0])
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/notice-over")


async def test_an_objection_that_is_upheld_leads_to_another_meeting(needs: ServiceKit) -> None:
    place = await announced(needs)
    other = await place.object(place.residents[1])
    objection = await place.object(place.residents[0])

    by_counter = await place.ask(f"{objection}/answer", RIGHT)
    upheld = await place.done(f"{objection}/answer", RIGHT, by=place.street)

    assert (by_counter.status_code, by_counter.json()["type"]) == (403, "/problems/four-eyes")
    assert (upheld["state"], await resolution(place)) == ("upheld", "voided")
    assert await place.state() == "accepted"
    dropped = await place.ask(f"{other}/answer", WHY, by=place.street)
    assert (dropped.status_code, dropped.json()["type"]) == (409, "/problems/illegal-move")
    assert (await place.notice())["round"] == 2  # with the roll of the first
    await place.open()
    await place.vote("no", "no", "no")
    assert (await place.close())["outcome"] == "rejected"
    assert await place.state() == "rejected"


async def test_what_should_not_have_been_deliberated_on_is_screened_again(
    needs: ServiceKit,
) -> None:
    place = await announced(needs)
    objection = await place.object(place.residents[0], step="screening")

    await place.done(f"{objection}/answer", RIGHT, by=place.street)

    assert await place.state() == "proposed"


async def test_a_rejected_one_is_appealed_once_and_the_resolution_waits(
    needs: ServiceKit,
) -> None:
    place = await announced(needs)
    objection = await place.object(place.residents[0])
    await place.wait()
    waiting = await resolution(place)
    colleague = needs.actor(Role.COMMUNITY_MANAGER, region=place.region)
    await place.done(f"{objection}/answer", WHY, by=colleague)
    await needs.tick()
    appealable = await resolution(place)
    plea = {"text": "一号楼只在夜里张贴过半天。"}

    stranger = await place.ask(f"{objection}/appeal", plea, by=place.residents[1])
    await place.done(f"{objection}/appeal", plea, by=place.residents[0])
    await place.wait()
    appealed = await resolution(place)
    dismissed = await place.done(f"{objection}/appeal-decision", WHY, by=place.street)
    await needs.tick()

    assert [waiting, appealable, appealed] == ["public"] * 3
    assert stranger.status_code == 404
    assert (dismissed["state"], await resolution(place)) == ("dismissed", "effective")
    assert (await place.ask(f"{objection}/appeal", plea, by=place.residents[0])).status_code == 409


async def test_who_does_not_appeal_holds_nobody_up(needs: ServiceKit) -> None:
    place = await announced(needs)
    objection = await place.object(place.residents[0])
    colleague = needs.actor(Role.COMMUNITY_MANAGER, region=place.region)
    await place.done(f"{objection}/answer", WHY, by=colleague)

    await place.wait()
    late = await place.ask(
        f"{objection}/appeal", {"text": "现在才看到答复，不服。"}, by=place.residents[0]
    )

    assert await resolution(place) == "effective"
    assert (late.status_code, late.json()["type"]) == (409, "/problems/appeal-too-late")


async def test_the_street_annuls_what_is_announced(needs: ServiceKit) -> None:
    place = await announced(needs)
    await place.object(place.residents[0])

    why = {"reason": "违反物业管理条例"}
    await place.done(f"/matters/{place.matter['id']}/annulment", why, by=place.street)

    assert (await place.state(), await resolution(place)) == ("annulled", "voided")


async def test_what_is_done_is_public_and_rated_by_those_on_the_roll(needs: ServiceKit) -> None:
    place = await announced(needs, residents=5)
    items = f"/resolutions/{place.resolution['id']}/items"
    task = {"task": "办理加装手续", "responsible": "社区居委会", "due_on": "2026-06-30"}
    linked = task | {"link_kind": "text", "link_text": "向区住建部门申请"}
    early = await place.ask(items, linked)
    await place.wait()
    nothing = await place.ask(items, task | {"link_kind": "project"})

    item = await place.done(items, linked)
    path = f"/implementation-items/{item['id']}"
    unfinished = await place.ask(f"{path}/ratings", {"score": 5}, by=place.residents[0])
    await place.done(f"{path}/progress", {"progress": 100, "note": "已验收"})
    told = [
        (await place.done(f"{path}/ratings", {"score": 4}, by=one))["score_average"]
        for one in place.residents
    ]
    again = await place.ask(f"{path}/ratings", {"score": 1}, by=place.residents[0])

    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-in-effect")
    assert (nothing.status_code, unfinished.json()["type"]) == (422, "/problems/not-done")
    assert told == [None] * 4 + [4.0]
    assert (again.status_code, again.json()["type"]) == (409, "/problems/rated-before")
    (public,) = (await needs.get(items)).json()["items"]
    assert (public["progress"], public["ratings"]) == (100, 5)


def test_an_answer_can_be_appealed_and_the_streets_cannot() -> None:
    rejected = [ObjectionAction.APPEAL, ObjectionAction.DROP]
    assert OBJECTION.allowed(ObjectionState.REJECTED) == rejected
    assert OBJECTION.allowed(ObjectionState.DISMISSED) == []
