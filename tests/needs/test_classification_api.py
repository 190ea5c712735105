"""Classification in the worker and by hand, through the API and the timers."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.access import Role
from shared.clock import LOCAL
from shared.policy import Policy
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import a_need, a_receiver, a_resident, a_team, an_item, taken_on


async def test_a_menu_need_goes_to_a_team_by_itself(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)
    await an_item(needs, community)
    await a_team(needs, community)

    need = await a_need(needs, community, by=resident)
    await needs.tick()

    detail = (await needs.get(f"/needs/{need['id']}", as_=resident)).json()
    assert (detail["state"], detail["route"]) == ("dispatching", "menu")
    decision = detail["classification"]
    assert (decision["rule"], decision["decided_by"]) == ("R6", "rule")
    assert decision["features"]["asking"] == 1
    assert decision["features"]["eligible_teams"] == 1
    assert decision["thresholds"]["breadth"] == 0.3
    assert len(await needs.events("needs.order.offered.v1")) == 1
    fact = (await needs.events("needs.need.classified.v1"))[0]
    assert (fact["rule"], fact["route"], fact["decided_by"]) == ("R6", "menu", "rule")


async def test_public_affairs_go_to_deliberation_and_wait_in_the_queue(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)

    path = await taken_on(needs, community, receiver, category_code="public.lift")

    detail = (await needs.get(path, as_=receiver)).json()
    assert (detail["state"], detail["route"]) == ("classified", "deliberation")
    clocks = {clock["name"]: clock["state"] for clock in detail["clocks"]}
    assert clocks == {"accept": "met", "route": "met", "finish": "voided", "design": "running"}
    twenty_days = datetime(2026, 3, 30, 17, 30, tzinfo=LOCAL)
    assert datetime.fromisoformat(detail["due_at"]) == twenty_days


async def test_many_households_make_a_project_and_an_unsure_rule_waits(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    for _ in range(7):
        await needs.region(parent=street)
    receiver = a_receiver(needs, community)
    counselling = "mind.empty_nest"
    here = {"latitude": 31.4515, "longitude": 121.0956}
    for _ in range(15):
        await a_need(needs, community, location=here, category_code=counselling)

    path = await taken_on(needs, community, receiver, location=here, category_code=counselling)

    detail = (await needs.get(path, as_=receiver)).json()
    decision = detail["classification"]
    assert decision["features"]["asking"] == 16
    assert (decision["rule"], decision["route"]) == ("R5", "project")
    assert decision["confidence"] == 0.0  # D is exactly 1
    four_hours = datetime(2026, 3, 2, 15, 30, tzinfo=LOCAL)
    assert datetime.fromisoformat(decision["confirm_by"]) == four_hours
    assert {c["name"]: c["state"] for c in detail["clocks"]}["route"] == "running"

    await needs.tick(four_hours)

    decisions = (await needs.get(f"{path}/classifications", as_=receiver)).json()["items"]
    assert [one["decided_by"] for one in decisions] == ["silence", "rule"]
    detail = (await needs.get(path, as_=receiver)).json()
    assert {c["name"]: c["state"] for c in detail["clocks"]}["design"] == "running"


async def test_a_person_overrides_with_a_reason_and_the_rule_is_kept_beside(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver)
    choice = {"route": "answer", "override_reason": "物业已约维修，电话告知居民即可"}

    short = await needs.post(
        f"{path}/classification", choice | {"override_reason": "就这样"}, as_=receiver
    )
    manual = await needs.post(f"{path}/classification", choice | {"route": "manual"}, as_=receiver)
    menu = await needs.post(f"{path}/classification", choice | {"route": "menu"}, as_=receiver)
    answer = await needs.post(f"{path}/classification", choice, as_=receiver)

    assert short.status_code == 422
    assert (manual.status_code, manual.json()["type"]) == (422, "/problems/not-a-way")
    assert (menu.status_code, menu.json()["type"]) == (409, "/problems/not-on-the-menu")
    assert answer.status_code == 200
    assert (answer.json()["rule"], answer.json()["decided_by"]) == ("R8", "person")
    assert (await needs.get(path, as_=receiver)).json()["state"] == "answering"
    late = await needs.post(f"{path}/classification", choice, as_=receiver)
    assert late.json()["type"] == "/problems/illegal-move"


async def test_the_preview_changes_nothing(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=resident)

    answer = await needs.get(f"/needs/{need['id']}/classification-preview", as_=receiver)
    curious = await needs.get(f"/needs/{need['id']}/classification-preview", as_=resident)

    assert (answer.status_code, answer.json()["rule"]) == (200, "R8")
    assert curious.status_code == 403
    assert (await needs.get(f"/needs/{need['id']}", as_=resident)).json()["version"] == 1


async def test_a_household_counts_once_and_the_withdrawn_not_at_all(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    for _ in range(3):
        need = await a_need(needs, community, by=resident)
    taken_back = a_resident(needs, community)
    other = await a_need(needs, community, by=taken_back)
    await needs.post(f"/needs/{other['id']}/withdrawal", as_=taken_back)

    preview = await needs.get(f"/needs/{need['id']}/classification-preview", as_=receiver)

    assert preview.json()["features"]["asking"] == 1


async def test_a_city_may_set_other_thresholds(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    need = await a_need(needs, community)
    async with needs.begin() as uow:
        uow.add(
            Policy(
                name="classification.watch_households",
                region_id=community.id,
                value={"value": 1},
                valid_from=needs.now - timedelta(days=1),
                valid_to=None,
                source="试点通知",
            )
        )

    preview = await needs.get(f"/needs/{need['id']}/classification-preview", as_=receiver)

    assert (preview.json()["rule"], preview.json()["thresholds"]["watch_households"]) == ("R7", 1)


async def test_a_timer_that_comes_twice_or_too_late_changes_nothing(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = await taken_on(needs, community, receiver)
    async with needs.begin() as uow:
        await uow.schedule("need_classification", UUID(path.split("/")[-1]), needs.now)

    await needs.tick()

    decisions = await needs.get(f"{path}/classifications", as_=receiver)
    assert len(decisions.json()["items"]) == 1


async def test_a_decision_is_never_changed_even_by_ourselves(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    await taken_on(needs, community, a_receiver(needs, community))

    with pytest.raises(DBAPIError, match="permission denied"):
        async with needs.begin() as uow:
            await uow.session.execute(text("UPDATE classification SET rule = 'R0'"))


async def test_an_exhausted_search_waits_in_the_queue_with_its_clock(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    await an_item(needs, community)
    first = await a_need(needs, community)
    needs.now += timedelta(minutes=1)
    urgent = await a_need(needs, community, urgency="urgent")
    await needs.tick()

    queue = (await needs.get("/needs/queue", as_=receiver)).json()["items"]

    assert [one["id"] for one in queue] == [urgent["id"], first["id"]]
    strangers = needs.actor(Role.RECEIVER, region=await needs.region())
    assert (await needs.get("/needs/queue", as_=strangers)).json()["items"] == []


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *((name, 422) for name in ("breadth", "controversy", "dispersion", "utilization")),
        *((name, 201) for name in ("demand_share", "least_confidence", "professionality")),
    ],
)
async def test_no_limit_is_zero_that_a_figure_is_measured_by(
    needs: ServiceKit, name: str, status: int
) -> None:
    city, _, community = await needs.regions()
    asked = {"name": f"classification.{name}", "region_id": str(city.id), "value": 0}
    asked |= {"source": "太民发〔2026〕12号", "valid_from": needs.now.isoformat()}

    answer = await needs.post("/policies", asked, as_=needs.actor(Role.CITY_ADMIN, region=city))

    assert answer.status_code == status, answer.text
    need = await a_need(needs, community)
    await needs.post(f"/needs/{need['id']}/acceptance", as_=a_receiver(needs, community))
    await needs.tick()  # no rule divides by it


async def test_a_place_that_only_a_code_system_knows_is_no_community(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    for kind in ("villagers_committee", "virtual", "virtual"):
        await needs.region(parent=street, kind=kind)
    receiver = a_receiver(needs, community)
    for _ in range(3):
        need = await a_need(needs, community)

    known = await needs.get(f"/needs/{need['id']}/classification-preview", as_=receiver)

    assert known.json()["features"]["breadth"] == 0.5
