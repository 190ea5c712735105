"""The life of a need over HTTP, and who sees it."""

from datetime import datetime, timedelta

import pytest

from services.needs.need.queries import STAFF
from shared.access import Role
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import given_a_town
from tests.needs.given_needs import DRAIN, a_need, a_receiver, a_resident

REFUSAL = {"reason": "out_of_area", "text": "该小区属于邻近社区，请联系陆渡社区。"}


async def test_a_receiver_accepts_and_stays_first_receiver(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    need = await a_need(needs, community)
    receiver = a_receiver(needs, community)

    answer = await needs.post(f"/needs/{need['id']}/acceptance", as_=receiver)

    assert answer.status_code == 200
    assert answer.json()["first_receiver_id"] == str(receiver.id)
    assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    again = await needs.post(f"/needs/{need['id']}/acceptance", as_=receiver)
    assert again.status_code == 409
    assert again.json()["allowed"] == ["classify", "recategorize", "withdraw"]


async def test_a_stale_writer_is_told(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    need = await a_need(needs, community)

    answer = await needs.post(
        f"/needs/{need['id']}/acceptance", as_=a_receiver(needs, community), if_match='"0"'
    )

    assert answer.status_code == 412


async def test_a_refusal_says_where_to_go(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    need = await a_need(needs, community)
    receiver = a_receiver(needs, community)

    short = await needs.post(
        f"/needs/{need['id']}/refusal", REFUSAL | {"text": "不行"}, as_=receiver
    )
    answer = await needs.post(f"/needs/{need['id']}/refusal", REFUSAL, as_=receiver)

    assert short.status_code == 422
    assert (answer.status_code, answer.json()["state"]) == (200, "refused")
    assert (await needs.events("needs.need.refused.v1"))[0]["reason"] == "out_of_area"


async def test_information_is_asked_for_once_and_silence_lapses(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=resident)
    path = f"/needs/{need['id']}"

    asked = await needs.post(f"{path}/information-request", {"question": "几号楼？"}, as_=receiver)
    twice = await needs.post(f"{path}/information-request", {"question": "几室？"}, as_=receiver)
    stranger = await needs.post(f"{path}/information", {"information": "x1"}, as_=receiver)
    told = await needs.post(f"{path}/information", {"information": "3号楼"}, as_=resident)
    again = await needs.post(f"{path}/information-request", {"question": "几室？"}, as_=receiver)

    assert asked.json()["state"] == "awaiting_info"
    assert (twice.status_code, twice.json()["allowed"]) == (409, ["supply_info", "withdraw"])
    assert stranger.status_code == 403
    assert (told.json()["state"], told.json()["information"]) == ("submitted", "3号楼")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/asked-before")

    other = await a_need(needs, community, by=resident)
    await needs.post(
        f"/needs/{other['id']}/information-request", {"question": "几号楼？"}, as_=receiver
    )
    await needs.tick(datetime(2026, 3, 23, 17, 30, tzinfo=LOCAL))  # 15 working days later
    seen = await needs.get(f"/needs/{other['id']}", as_=resident)
    assert (seen.json()["state"], seen.json()["basis"]) == ("withdrawn", "lapsed")


async def test_an_emergency_is_found_among_all_that_waits(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    danger = await a_need(needs, community, description="厨房闻到煤气味，怀疑燃气泄漏")
    await a_need(needs, community)

    waiting = {"state": "submitted", "urgency": "emergency"}
    found = await needs.get("/needs", as_=receiver, params=waiting)

    assert [one["id"] for one in found.json()["items"]] == [danger["id"]]


async def test_a_resident_takes_back_what_nobody_works_on(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)
    need = await a_need(needs, community, by=resident)

    stranger = await needs.post(f"/needs/{need['id']}/withdrawal", as_=a_resident(needs, community))
    answer = await needs.post(f"/needs/{need['id']}/withdrawal", as_=resident)

    assert stranger.status_code == 404
    assert answer.json()["state"] == "withdrawn"
    detail = (await needs.get(f"/needs/{need['id']}", as_=resident)).json()
    assert [clock["state"] for clock in detail["clocks"]] == ["voided"]


async def test_who_takes_back_what_a_team_is_on_its_way_to_is_told_whom_to_tell(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    order = await town.on_the_way(await town.team())

    answer = await needs.post(f"/needs/{order['need_id']}/withdrawal", as_=town.resident)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/at-work")
    assert answer.json()["state"] == "in_service"
    assert "告知服务队或社区" in answer.json()["detail"]


async def test_an_inquiry_is_answered_confirmed_and_may_be_disputed(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=resident, kind="inquiry")
    path = f"/needs/{need['id']}"
    await needs.post(f"{path}/acceptance", as_=receiver)
    await needs.tick()

    early = await needs.post(f"{path}/callback", as_=receiver)
    resolved = await needs.post(
        f"{path}/resolution", {"result": "已电话告知办理材料和窗口。"}, as_=receiver
    )
    closed = await needs.post(f"{path}/confirmation", as_=resident)
    needs.now += timedelta(days=1)
    reopened = await needs.post(f"{path}/dispute", {"reason": "材料清单不全"}, as_=resident)

    assert early.json()["type"] == "/problems/nothing-to-ask-about"
    assert (resolved.json()["state"], resolved.json()["route"]) == ("resolved", "answer")
    assert resolved.json()["dispute_until"] == "2026-03-09T09:30:00Z"
    assert (closed.json()["state"], closed.json()["basis"]) == ("closed", "confirmed")
    assert (reopened.json()["state"], reopened.json()["reopen_count"]) == ("classified", 1)
    assert (reopened.json()["resolved_at"], reopened.json()["dispute_until"]) == (None, None)
    again = await needs.post(f"{path}/callback", as_=receiver)
    assert again.json()["type"] == "/problems/nothing-to-ask-about"
    queue = await needs.get("/needs/queue", as_=receiver)
    assert [one["id"] for one in queue.json()["items"]] == [need["id"]]


async def test_silence_closes_a_result_but_is_no_satisfaction(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=resident, kind="inquiry")
    path = f"/needs/{need['id']}"
    await needs.post(f"{path}/acceptance", as_=receiver)
    await needs.tick()
    await needs.post(f"{path}/resolution", {"result": "已电话告知办理材料和窗口。"}, as_=receiver)

    await needs.tick(datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL))

    detail = (await needs.get(path, as_=resident)).json()
    assert (detail["state"], detail["basis"]) == ("closed", "lapsed")
    needs.now += timedelta(minutes=1)
    late = await needs.post(f"{path}/dispute", {"reason": "还是不行"}, as_=resident)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/dispute-too-late")


async def test_a_window_is_over_the_instant_it_ends(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=resident, kind="inquiry")
    path = f"/needs/{need['id']}"
    await needs.post(f"{path}/acceptance", as_=receiver)
    await needs.tick()
    await needs.post(f"{path}/resolution", {"result": "已电话告知办理材料和窗口。"}, as_=receiver)

    needs.now = datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL)
    late = await needs.post(f"{path}/dispute", {"reason": "还是不行"}, as_=resident)

    assert (late.status_code, late.json()["type"]) == (409, "/problems/dispute-too-late")


async def test_who_is_a_party_does_not_decide(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)
    need = await a_need(needs, community, by=resident)
    household = needs.actor(Role.RECEIVER, region=community, household=resident.household_id)

    answer = await needs.post(f"/needs/{need['id']}/acceptance", as_=household)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/conflict-of-interest")


@pytest.mark.parametrize(
    ("sensitivity", "seen_by"),
    [
        ("public", set(STAFF)),
        ("restricted", {Role.RECEIVER, Role.COMMUNITY_MANAGER, Role.STREET_OFFICER}),
        ("confidential", {Role.COMMUNITY_MANAGER, Role.STREET_OFFICER}),
    ],
)  # fmt: skip
async def test_sensitivity_narrows_who_sees_a_need(
    needs: ServiceKit, sensitivity: str, seen_by: set[Role]
) -> None:
    _, street, community = await needs.regions()
    need = await a_need(needs, community, sensitivity=sensitivity)
    duties = {
        Role.RECEIVER: community,
        Role.COMMUNITY_WORKER: community,
        Role.COMMUNITY_MANAGER: community,
        Role.STREET_OFFICER: street,
        Role.RESIDENT: community,
        Role.TEAM_LEADER: community,
    }

    for role, region in duties.items():
        actor = needs.actor(role, region=region)
        single = await needs.get(f"/needs/{need['id']}", as_=actor)
        listed = await needs.get("/needs", as_=actor)

        assert single.status_code == (200 if role in seen_by else 404), role
        assert len(listed.json()["items"]) == (role in seen_by), role


async def test_staff_of_another_community_see_nothing(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    need = await a_need(needs, community)
    other = a_receiver(needs, await needs.region(parent=street))

    assert (await needs.get(f"/needs/{need['id']}", as_=other)).status_code == 404
    assert (await needs.post(f"/needs/{need['id']}/acceptance", as_=other)).status_code == 404
    assert (await needs.get("/needs", as_=other)).json()["items"] == []


async def test_a_role_of_each_region_does_not_add_up(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    need = await a_need(needs, community)
    worker = needs.actor(Role.COMMUNITY_WORKER, region=community)

    answer = await needs.post(f"/needs/{need['id']}/acceptance", as_=worker)

    assert answer.status_code == 403
    assert street.id != community.id


async def test_lists_are_filtered_and_paged(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    filed = [await a_need(needs, community, by=resident) for _ in range(3)]
    await needs.post(f"/needs/{filed[0]['id']}/acceptance", as_=receiver)

    first = (await needs.get("/needs", as_=resident, params={"limit": 2})).json()
    rest = (
        await needs.get("/needs", as_=resident, params={"limit": 2, "after": first["next"]})
    ).json()
    accepted = await needs.get("/needs", as_=receiver, params={"state": "accepted"})

    ids = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert ids == [one["id"] for one in reversed(filed)]
    assert rest["next"] is None
    assert [one["id"] for one in accepted.json()["items"]] == [filed[0]["id"]]


async def test_the_contact_is_masked_and_every_look_is_on_record(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(
        needs, community, by=resident, phone="13812345678", address="郑和路88号3幢502室"
    )

    detail = (await needs.get(f"/needs/{need['id']}", as_=receiver)).json()
    short = await a_need(needs, community, by=resident, address="3幢201室")
    brief = (await needs.get(f"/needs/{short['id']}", as_=receiver)).json()
    shown = await needs.post(
        f"/needs/{need['id']}/contact-views", {"purpose": "上门前联系"}, as_=receiver
    )

    assert (detail["phone"], detail["address"]) == ("138****5678", "郑和路***")
    assert brief["address"] == "***"
    assert shown.json() == {"phone": "+8613812345678", "address": "郑和路88号3幢502室"}
    log = (await needs.get("/me/access-log", as_=resident)).json()["items"]
    assert {(row["field"], row["purpose"]) for row in log} == {
        ("phone", "上门前联系"),
        ("address", "上门前联系"),
    }
    assert all(row["viewer_id"] == str(receiver.id) for row in log)


async def test_the_history_tells_who_did_what_without_secrets(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=resident, phone="13812345678")
    await needs.post(f"/needs/{need['id']}/acceptance", as_=receiver)

    answer = await needs.get(f"/needs/{need['id']}/history", as_=resident)

    entries = answer.json()["items"]
    assert [entry["operation"] for entry in entries] == [
        "POST /needs",
        "POST /needs/{need_id}/acceptance",
    ]
    assert entries[1]["actor_id"] == str(receiver.id)
    assert "13812345678" not in answer.text


async def test_a_stranger_to_the_platform_sees_nothing(needs: ServiceKit) -> None:
    assert (await needs.get("/needs")).status_code == 401
    assert (await needs.post("/needs", DRAIN)).status_code == 401
