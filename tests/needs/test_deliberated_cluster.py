"""A common demand in dispute: deliberated on, and proposed after all."""

from typing import Any

from shared import ids
from shared.access import Actor
from shared.testing.kit import ServiceKit
from tests.needs.deliberating import LIFT, Community
from tests.needs.given_needs import a_receiver, a_resident, a_street_of_eight, asking_households
from tests.needs.test_cluster import a_manager, accepted, clusters, own_need


async def a_disputed_cluster(
    needs: ServiceKit, households: int = 20
) -> tuple[Community, list[Actor], dict[str, Any]]:
    """So many households ask for the same, and half as many others are against it."""
    region = await a_street_of_eight(needs)
    asking = await asking_households(needs, region, households)
    path = f"/needs/{(await own_need(needs, asking[0]))['id']}/supports"
    for _ in range(5):
        await needs.post(path, {"stance": "oppose"}, as_=a_resident(needs, region))
    await needs.tick()
    place = Community(needs, region, a_manager(needs, region), a_manager(needs, region))
    place.residents = [a_resident(needs, region) for _ in range(3)]
    (cluster,) = await clusters(needs, place.manager)
    return place, asking, cluster


async def steps(needs: ServiceKit, asking: Actor) -> list[str]:
    """What his need's trail tells him."""
    need = await own_need(needs, asking)
    told = (await needs.get(f"/needs/{need['id']}/trail", as_=asking)).json()["steps"]
    return [step["kind"] for step in told]


async def test_what_residents_resolved_on_is_proposed_and_names_the_resolution(
    needs: ServiceKit,
) -> None:
    place, asking, cluster = await a_disputed_cluster(needs)
    receiver, need = a_receiver(needs, place.region), await own_need(needs, asking[0])
    await needs.post(f"/needs/{need['id']}/acceptance", as_=receiver)
    await needs.tick()
    waiting = await own_need(needs, asking[0])
    await place.start(cluster_id=cluster["id"])
    twice = await place.ask("/matters", LIFT | place.place | {"cluster_id": cluster["id"]})
    await place.adopt()
    await needs.tick()
    clocks = (await needs.get(f"/needs/{need['id']}", as_=receiver)).json()["clocks"]
    assert [one["state"] for one in clocks if one["name"] == "design"] == ["met"]
    await place.resolve()
    before = await place.ask(f"/clusters/{cluster['id']}/proposal")
    told = await steps(needs, asking[0])
    await place.wait()

    proposed = await place.done(f"/clusters/{cluster['id']}/proposal")

    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/matter-under-way")
    assert (before.status_code, before.json()["type"]) == (409, "/problems/illegal-move")
    assert told == ["need_submitted", "matter_noticed", "matter_adopted"]
    assert (proposed["state"], proposed["route"]) == ("proposed", "project")
    named = {"id": place.resolution["id"], "sha256": place.resolution["sha256"]}
    assert proposed["brief"]["resolution"] == named
    assert "居民协商已形成决议" in proposed["brief"]["summary"]
    (fact,) = await needs.events("needs.cluster.proposed.v1")
    assert fact["resolution_id"] == named["id"]
    assert fact["resolution_sha256"] == named["sha256"]
    assert (await steps(needs, asking[0]))[3:] == ["matter_effective", "brief_proposed"]
    await needs.receive(accepted(needs, proposed))
    await needs.tick()
    taken_up = await own_need(needs, asking[0])
    assert (waiting["state"], waiting["route"]) == ("classified", "deliberation")
    assert (taken_up["state"], taken_up["route"]) == ("in_project", "project")


async def test_what_residents_rejected_stays_watched(needs: ServiceKit) -> None:
    place, asking, cluster = await a_disputed_cluster(needs)
    await place.start(cluster_id=cluster["id"])
    await place.enroll()
    await place.notice()
    await place.open()
    await place.vote("no", "no")
    await place.close()

    refused = await place.ask(f"/clusters/{cluster['id']}/proposal")
    (watched,) = await clusters(needs, place.manager)
    again = await place.ask("/matters", LIFT | place.place | {"cluster_id": cluster["id"]})

    assert (refused.status_code, watched["state"]) == (409, "watching")
    assert "matter_rejected" in await steps(needs, asking[0])
    assert again.status_code == 201


async def test_what_few_ask_for_becomes_a_project_because_they_resolved_so(
    needs: ServiceKit,
) -> None:
    place, asking, cluster = await a_disputed_cluster(needs, households=5)
    await place.start(cluster_id=cluster["id"])
    await place.adopt()
    await place.resolve()
    await place.wait()

    (hot,) = await clusters(needs, place.manager)
    for one in asking[:3]:
        need = await own_need(needs, one)
        await needs.post(f"/needs/{need['id']}/withdrawal", as_=one)
    await needs.tick()
    (gone,) = await clusters(needs, place.manager)

    assert (hot["state"], hot["rule"], hot["route"]) == ("hot", "R3", "project")
    assert gone["state"] in ("watching", "dissolved")


async def test_a_demand_that_nobody_disputes_is_not_deliberated_on(needs: ServiceKit) -> None:
    region = await a_street_of_eight(needs)
    await asking_households(needs, region, 5)
    manager = a_manager(needs, region)
    (cluster,) = await clusters(needs, manager)
    elsewhere = await needs.region()
    said = LIFT | {"cluster_id": cluster["id"]}

    agreed = await needs.post("/matters", said | {"region_id": str(region.id)}, as_=manager)
    other = await needs.post(
        "/matters", said | {"region_id": str(elsewhere.id)}, as_=a_manager(needs, elsewhere)
    )
    unknown = said | {"region_id": str(region.id), "cluster_id": str(ids.new())}

    assert (agreed.status_code, agreed.json()["type"]) == (409, "/problems/not-for-deliberation")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/other-place")
    assert (await needs.post("/matters", unknown, as_=manager)).status_code == 404
