"""A volunteer's record moves to the community that keeps it from then on."""

from datetime import UTC, datetime
from typing import Any

import httpx

from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree
from tests.registry.volunteering import given_a_volunteer, himself, keeper

STATE = "registry.volunteer.state.v1"
WHY = {"reason": "居住地不在本社区，请核对后再申请。"}


async def asked(
    kit: ServiceKit, volunteer: dict[str, Any], to: RegionReplica, by: Actor
) -> httpx.Response:
    body = {"volunteer_id": volunteer["id"], "region_id": str(to.id)}
    return await kit.post("/volunteer-transfers", body, as_=by)


async def test_the_receiving_community_answers(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    volunteer = await given_a_volunteer(registry, tree)
    me = himself(registry, tree, volunteer["person_id"])
    receiver = registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere)

    same = await asked(registry, volunteer, tree.community, me)
    first = await asked(registry, volunteer, tree.elsewhere, me)
    second = await asked(registry, volunteer, tree.village, me)
    place = f"/volunteer-transfers/{first.json()['id']}"
    by_home = await registry.post(f"{place}/acceptance", as_=keeper(registry, tree))
    refused = await registry.post(f"{place}/refusal", WHY, as_=receiver)
    again = await asked(registry, volunteer, tree.elsewhere, me)
    place = f"/volunteer-transfers/{again.json()['id']}"
    accepted = await registry.post(f"{place}/acceptance", as_=receiver)

    assert (same.status_code, first.status_code) == (422, 201)
    assert second.json()["type"] == "/problems/transfer-open"
    assert (by_home.status_code, refused.json()["reason"]) == (403, WHY["reason"])
    assert accepted.json()["state"] == "accepted"
    told = (await registry.events(STATE))[-1]
    assert told["home_region_id"] == str(tree.elsewhere.id)
    assert told["number"] == volunteer["number"]
    seen = [
        (await registry.get(f"/volunteers/{volunteer['id']}", as_=by)).status_code
        for by in (receiver, keeper(registry, tree))
    ]
    assert seen == [200, 404]


async def test_a_community_that_says_nothing_has_accepted_who_still_serves(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    stays, leaves, changes_his_mind = [
        await given_a_volunteer(registry, tree, serial) for serial in (1, 2, 3)
    ]
    places = []
    for one in (stays, leaves, changes_his_mind):
        me = himself(registry, tree, one["person_id"])
        made = (await asked(registry, one, tree.village, me)).json()
        places.append((f"/volunteer-transfers/{made['id']}", me))
    await registry.post(f"/volunteers/{leaves['id']}/exit", as_=places[1][1])
    withdrawn = await registry.post(f"{places[2][0]}/withdrawal", as_=places[2][1])

    await registry.tick(datetime(2026, 3, 16, 9, 29, tzinfo=UTC))
    waiting = (await registry.get(places[0][0], as_=places[0][1])).json()
    await registry.tick(datetime(2026, 3, 16, 9, 30, tzinfo=UTC))

    after = [(await registry.get(place, as_=by)).json()["state"] for place, by in places]
    assert (withdrawn.json()["state"], waiting["state"]) == ("withdrawn", "requested")
    assert after == ["accepted", "withdrawn", "withdrawn"]
