"""A common demand: counted, hot, proposed, adopted, and what its members get of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.needs.cluster.rules import snapshot_sha256
from shared import ids
from shared.access import Actor, Role
from shared.contracts.procurement import BriefAccepted, BriefRejected
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import (
    COUNSELLING,
    a_need,
    a_receiver,
    a_resident,
    a_street_of_eight,
    a_team,
    an_item,
    asking_households,
    taken_on,
)


def a_manager(needs: ServiceKit, region: RegionReplica) -> Actor:
    return needs.actor(Role.COMMUNITY_MANAGER, region=region, person=ids.new())


async def clusters(needs: ServiceKit, as_: Actor, **params: Any) -> list[dict[str, Any]]:
    answer = await needs.get("/clusters", as_=as_, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def proposed(needs: ServiceKit, manager: Actor) -> dict[str, Any]:
    """The one hot cluster, proposed."""
    (cluster,) = await clusters(needs, manager, state="hot")
    answer = await needs.post(f"/clusters/{cluster['id']}/proposal", as_=manager)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def accepted(needs: ServiceKit, cluster: dict[str, Any]) -> BriefAccepted:
    return BriefAccepted(
        project_id=ids.new(),
        cluster_id=UUID(cluster["id"]),
        region_id=UUID(cluster["region_id"]),
        record_sha256="ab" * 32,
        at=needs.now,
    )


def rejected(needs: ServiceKit, cluster: dict[str, Any]) -> BriefRejected:
    return BriefRejected(
        cluster_id=UUID(cluster["id"]),
        region_id=UUID(cluster["region_id"]),
        reason="本年度资金已用完",
        at=needs.now,
    )


async def own_need(needs: ServiceKit, resident: Actor) -> dict[str, Any]:
    """The only need of a resident."""
    (found,) = (await needs.get("/needs", as_=resident)).json()["items"]
    need: dict[str, Any] = found
    return need


async def test_twenty_households_make_a_hot_cluster_by_r5(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)

    await asking_households(needs, community, 20)

    (cluster,) = await clusters(needs, a_resident(needs, community))
    assert (cluster["state"], cluster["rule"], cluster["route"]) == ("hot", "R5", "project")
    assert (cluster["households"], cluster["need_count"]) == (20, 20)
    assert cluster["figures"]["demand"] == 1.25
    assert "有 20 户居民提出“空巢老人心理疏导”" in cluster["public_summary"]


async def test_a_household_counts_once_however_it_asks(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 3)
    for resident in residents:
        need = await a_need(needs, community, by=resident, **COUNSELLING)
    others = residents[0], a_resident(needs, community)
    for other in others:
        await needs.post(f"/needs/{need['id']}/supports", {}, as_=other)
    await needs.tick()

    (cluster,) = await clusters(needs, a_receiver(needs, community))

    assert (cluster["households"], cluster["need_count"]) == (4, 6)
    assert cluster["state"] == "watching"


async def test_few_households_are_seen_by_the_staff_only(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 4)
    (cluster,) = await clusters(needs, a_receiver(needs, community))

    stranger = await needs.get(f"/clusters/{cluster['id']}", as_=residents[0])

    assert await clusters(needs, residents[0]) == []
    assert stranger.status_code == 404
    await asking_households(needs, community, 1)
    assert len(await clusters(needs, residents[0])) == 1


async def test_two_households_are_no_cluster_and_questions_never_are(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)

    await asking_households(needs, community, 2)
    await asking_households(needs, community, 4, category_code="inquiry.policy", kind="inquiry")

    assert await clusters(needs, a_receiver(needs, community)) == []


async def test_a_demand_that_leaves_the_window_cools_and_dissolves(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    await asking_households(needs, community, 6)
    start = needs.now
    await needs.tick(start + timedelta(days=60))
    await asking_households(needs, community, 10)
    staff = a_receiver(needs, community)
    assert (await clusters(needs, staff))[0]["state"] == "hot"

    await needs.tick(start + timedelta(days=91, hours=1))

    (cluster,) = await clusters(needs, staff)
    assert (cluster["state"], cluster["households"]) == ("watching", 10)  # 10 of 16: 0.625
    await needs.tick(start + timedelta(days=152))
    (cluster,) = await clusters(needs, staff)
    assert cluster["state"] == "dissolved"
    assert len(await needs.events("needs.cluster.dissolved.v1")) == 1


async def test_taking_a_need_back_is_counted(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 5)

    for resident in residents[:3]:
        need = await own_need(needs, resident)
        await needs.post(f"/needs/{need['id']}/withdrawal", as_=resident)
    await needs.tick()

    (cluster,) = await clusters(needs, a_receiver(needs, community))
    assert (cluster["state"], cluster["households"]) == ("dissolved", 2)


async def test_a_person_proposes_and_the_brief_holds_figures_only(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 20, target_groups=["empty_nest"])
    manager = a_manager(needs, community)

    cluster = await proposed(needs, manager)

    (fact,) = await needs.events("needs.cluster.proposed.v1")
    assert (fact["households"], fact["need_count"]) == (20, 20)
    assert (fact["route"], fact["rule"]) == ("project", "R5")
    assert fact["target_groups"] == ["empty_nest"]
    assert fact["snapshot_sha256"] == cluster["snapshot_sha256"]
    told = str(fact) + str(cluster["brief"])
    a_need_told = await own_need(needs, residents[0])
    assert a_need_told["title"] not in told
    assert a_need_told["description"] not in told
    path = f"/clusters/{cluster['id']}/members"
    seen = (await needs.get(path, as_=manager)).json()["items"]
    need_ids = [UUID(one["id"]) for one in seen]
    assert snapshot_sha256(cluster["brief"], need_ids) == cluster["snapshot_sha256"]
    own = (await needs.get(path, as_=residents[0])).json()["items"]
    assert [one["id"] for one in own] == [(await own_need(needs, residents[0]))["id"]]


async def test_who_said_that_he_needs_the_same_does_not_propose_it(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 20)
    need = await own_need(needs, residents[0])
    own = a_resident(needs, community)
    party = needs.actor(Role.COMMUNITY_MANAGER, region=community, person=own.person_id)
    said = await needs.post(f"/needs/{need['id']}/supports", {}, as_=own)
    (cluster,) = await clusters(needs, party)

    answer = await needs.post(f"/clusters/{cluster['id']}/proposal", as_=party)

    assert said.status_code == 201, said.text
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/conflict-of-interest")


async def test_only_a_manager_without_a_need_of_his_own_proposes_what_is_hot(
    needs: ServiceKit,
) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 15)
    manager = a_manager(needs, community)
    (cluster,) = await clusters(needs, manager)
    path = f"/clusters/{cluster['id']}/proposal"

    early = await needs.post(path, as_=manager)
    await asking_households(needs, community, 5)
    unkeyed = await needs.post(path, as_=manager, key=None)
    receiver = await needs.post(path, as_=a_receiver(needs, community))
    elsewhere = await needs.post(path, as_=a_manager(needs, await needs.region()))
    party = needs.actor(Role.COMMUNITY_MANAGER, region=community, person=residents[0].person_id)
    partial = await needs.post(path, as_=party)
    first = await needs.post(path, as_=manager)
    second = await needs.post(path, as_=manager)
    unknown = await needs.post(f"/clusters/{ids.new()}/proposal", as_=manager)

    assert (early.status_code, early.json()["type"]) == (409, "/problems/illegal-move")
    assert (unkeyed.status_code, receiver.status_code) == (400, 403)
    assert (elsewhere.status_code, elsewhere.json()["type"]) == (403, "/problems/out-of-charge")
    assert partial.json()["type"] == "/problems/conflict-of-interest"
    assert (first.status_code, second.status_code, unknown.status_code) == (200, 409, 404)


async def test_adoption_takes_up_who_waits_and_no_running_order_is_cancelled(
    needs: ServiceKit,
) -> None:
    community = await a_street_of_eight(needs)
    await an_item(needs, community, category_code="mind.empty_nest")
    member = ids.new()
    await a_team(needs, community, skills=["counselling"], member_ids=[str(member)])
    team = needs.actor(person=member)
    served, agreed, silent = await asking_households(needs, community, 3)
    (order,) = (await needs.get("/orders", as_=team)).json()["items"]
    await needs.post(f"/orders/{order['id']}/acceptance", as_=team)
    await needs.tick()
    late = await asking_households(needs, community, 17)
    cluster = await proposed(needs, a_manager(needs, community))
    by_state = {who: await own_need(needs, who) for who in (served, agreed, silent, late[-1])}
    (in_service,) = [who for who, need in by_state.items() if need["state"] == "in_service"]
    assert by_state[late[-1]]["state"] == "classified"
    waiting = [who for who in (served, agreed, silent) if who is not in_service]
    assert [by_state[who]["state"] for who in waiting] == ["dispatching", "dispatching"]

    joins = {
        who: await needs.post(f"/needs/{need['id']}/project-membership", as_=who)
        for who, need in by_state.items()
        if who is not waiting[1]
    }
    await needs.receive(accepted(needs, cluster))
    await needs.tick()

    assert joins[in_service].json()["type"] == "/problems/service-runs"
    assert joins[waiting[0]].status_code == 200
    after = {who: await own_need(needs, who) for who in by_state}
    assert after[in_service]["state"] == "in_service"
    assert (await needs.get(f"/orders/{order['id']}", as_=team)).json()["state"] == "accepted"
    assert (after[waiting[0]]["state"], after[waiting[0]]["route"]) == ("in_project", "project")
    assert after[waiting[1]]["state"] == "dispatching"  # said nothing: stays as he is
    assert after[late[-1]]["state"] == "in_project"
    (adopted,) = await clusters(needs, team)
    assert adopted["state"] == "adopted"


async def test_who_agrees_after_the_adoption_follows(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 20)
    cluster = await proposed(needs, a_manager(needs, community))
    await needs.receive(accepted(needs, cluster))
    await needs.tick()
    need = await own_need(needs, residents[0])
    assert need["state"] == "submitted"  # nobody has accepted it yet

    joined = await needs.post(f"/needs/{need['id']}/project-membership", as_=residents[0])
    await needs.post(f"/needs/{need['id']}/acceptance", as_=a_receiver(needs, community))
    await needs.tick()

    assert joined.status_code == 200
    assert (await own_need(needs, residents[0]))["state"] == "in_project"


async def test_only_the_reporter_joins_and_only_what_is_proposed(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 16)
    path = f"/needs/{(await own_need(needs, residents[0]))['id']}/project-membership"

    early = await needs.post(path, as_=residents[0])
    await proposed(needs, a_manager(needs, community))
    other = await needs.post(path, as_=residents[1])
    staff = await needs.post(path, as_=a_receiver(needs, community))

    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-asked")
    assert (other.status_code, staff.status_code) == (404, 403)


async def test_a_rejected_brief_sends_everyone_back_and_says_why(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 20)
    receiver = a_receiver(needs, community)
    needs_of = [await own_need(needs, resident) for resident in residents]
    for need in needs_of:
        await needs.post(f"/needs/{need['id']}/acceptance", as_=receiver)
    await needs.tick()
    cluster = await proposed(needs, a_manager(needs, community))
    await needs.receive(accepted(needs, cluster))
    await needs.tick()
    states = [(await own_need(needs, resident))["state"] for resident in residents]
    assert states == ["in_project"] * 20

    await needs.receive(rejected(needs, cluster))
    await needs.tick()

    after = [await own_need(needs, resident) for resident in residents]
    assert {(need["state"], need["route"]) for need in after} == {("classified", None)}
    trail = (await needs.get(f"/needs/{after[0]['id']}/trail", as_=residents[0])).json()
    assert trail["steps"][-1]["kind"] == "brief_rejected"
    assert trail["steps"][-1]["facts"]["reason"] == "本年度资金已用完"
    detail = (await needs.get(f"/needs/{after[0]['id']}", as_=receiver)).json()
    running = {one["name"] for one in detail["clocks"] if one["state"] == "running"}
    assert running == {"route", "finish"}
    assert len(await needs.events("needs.cluster.dissolved.v1")) == 1
    declined = (await needs.get(f"/clusters/{cluster['id']}", as_=receiver)).json()
    assert (declined["state"], declined["end_reason"]) == ("declined", "本年度资金已用完")
    assert len(await clusters(needs, receiver, state="hot")) == 1  # they still ask


async def test_silence_sends_nobody_on_whose_project_came_to_nothing(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    receiver = a_receiver(needs, community)
    await asking_households(needs, community, 15)
    path = await taken_on(needs, community, receiver, **COUNSELLING)
    unsure = (await needs.get(path, as_=receiver)).json()["classification"]
    cluster = await proposed(needs, a_manager(needs, community))
    for told in (accepted(needs, cluster), rejected(needs, cluster)):
        await needs.receive(told)
        await needs.tick()

    await needs.tick(datetime.fromisoformat(unsure["confirm_by"]))

    detail = (await needs.get(path, as_=receiver)).json()
    assert detail["classification"]["decided_by"] == "rule"
    assert (detail["state"], detail["route"]) == ("classified", None)


async def test_a_member_that_no_team_takes_after_the_adoption_goes_into_the_project(
    needs: ServiceKit,
) -> None:
    community = await a_street_of_eight(needs)
    await an_item(needs, community, category_code="mind.empty_nest")
    member = ids.new()
    await a_team(needs, community, skills=["counselling"], member_ids=[str(member)])
    team = needs.actor(person=member)
    (asked,) = await asking_households(needs, community, 1)
    await asking_households(needs, community, 19)
    cluster = await proposed(needs, a_manager(needs, community))
    await needs.receive(accepted(needs, cluster))
    await needs.tick()
    before = await own_need(needs, asked)
    (order,) = (await needs.get("/orders", as_=team)).json()["items"]

    await needs.post(f"/orders/{order['id']}/decline", {"reason": "人手不够"}, as_=team)
    await needs.tick(needs.now + timedelta(hours=8))

    assert (before["state"], order["need_id"]) == ("dispatching", before["id"])
    assert (await own_need(needs, asked))["state"] == "in_project"


async def test_who_agreed_goes_into_the_project_when_his_team_fails(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    await an_item(needs, community, category_code="mind.empty_nest")
    member = ids.new()
    await a_team(needs, community, skills=["counselling"], member_ids=[str(member)])
    team = needs.actor(person=member)
    (asked,) = await asking_households(needs, community, 1)
    await asking_households(needs, community, 19)
    cluster = await proposed(needs, a_manager(needs, community))
    need = await own_need(needs, asked)
    await needs.post(f"/needs/{need['id']}/project-membership", as_=asked)
    (order,) = (await needs.get("/orders", as_=team)).json()["items"]
    await needs.post(f"/orders/{order['id']}/acceptance", as_=team)
    await needs.receive(accepted(needs, cluster))
    await needs.tick()
    running = await own_need(needs, asked)

    await needs.post(f"/orders/{order['id']}/failure", {"reason": "队员生病"}, as_=team)
    await needs.tick()

    assert running["state"] == "in_service"
    assert (await own_need(needs, asked))["state"] == "in_project"
