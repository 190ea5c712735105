"""我也需要: one household, one word, and it counts."""

from dataclasses import replace
from typing import Any

import pytest

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import (
    a_need,
    a_receiver,
    a_resident,
    a_street_of_eight,
    asking_households,
)
from tests.needs.test_cluster import a_manager, clusters, own_need


async def test_a_supporter_counts_as_asking_and_sees_the_progress(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    neighbor, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community)
    path = f"/needs/{need['id']}"

    said = await needs.post(f"{path}/supports", {}, as_=neighbor)

    assert (said.status_code, said.json()["stance"]) == (201, "need")
    preview = await needs.get(f"{path}/classification-preview", as_=receiver)
    assert preview.json()["features"]["asking"] == 2
    seen = (await needs.get(f"{path}/progress", as_=neighbor)).json()
    assert (seen["state"], seen["supporting"], seen["mine"]) == ("submitted", 1, "need")
    assert not {"title", "description", "household_id", "reporter_person_id"} & {*seen}
    assert (await needs.get(path, as_=neighbor)).status_code == 404


async def test_a_household_speaks_once_and_may_take_it_back(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    neighbor = a_resident(needs, community)
    wife = needs.actor(
        Role.RESIDENT, region=community, person=ids.new(), household=neighbor.household_id
    )
    path = f"/needs/{(await a_need(needs, community))['id']}/supports"
    first = await needs.post(path, {"stance": "oppose"}, as_=neighbor)

    second = await needs.post(path, {}, as_=wife)
    gone = await needs.delete(f"{path}/mine", as_=wife)
    again = await needs.post(path, {}, as_=wife)
    await needs.delete(f"{path}/mine", as_=neighbor)
    nothing = await needs.delete(f"{path}/mine", as_=neighbor)

    assert (second.status_code, second.json()["type"]) == (409, "/problems/already-supported")
    assert second.json()["stance"] == first.json()["stance"] == "oppose"
    assert (gone.status_code, again.status_code, nothing.status_code) == (204, 201, 404)


async def test_the_same_key_gets_the_same_answer(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    neighbor = a_resident(needs, community)
    path = f"/needs/{(await a_need(needs, community))['id']}/supports"

    first = await needs.post(path, {}, as_=neighbor, key="support-key-0001")
    again = await needs.post(path, {}, as_=neighbor, key="support-key-0001")

    assert (again.status_code, again.content) == (201, first.content)


async def test_what_is_taken_back_twice_with_one_key_is_taken_back_once(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    neighbor = a_resident(needs, community)
    path = f"/needs/{(await a_need(needs, community))['id']}/supports"
    await needs.post(path, {}, as_=neighbor)
    await needs.delete(f"{path}/mine", as_=neighbor, key="taken-back-key-0001")
    await needs.post(path, {}, as_=neighbor)

    repeat = await needs.delete(f"{path}/mine", as_=neighbor, key="taken-back-key-0001")

    assert (repeat.status_code, repeat.content) == (204, b"")
    assert (await needs.post(path, {}, as_=neighbor)).status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [({"stance": "maybe"}, 422), ({"stance": None}, 422), ({"household_id": "x"}, 422)],
)
async def test_bad_input_is_refused(needs: ServiceKit, body: dict[str, Any], status: int) -> None:
    _, _, community = await needs.regions()
    path = f"/needs/{(await a_need(needs, community))['id']}/supports"

    answer = await needs.post(path, body, as_=a_resident(needs, community))

    assert answer.status_code == status


async def test_who_may_not_support_is_told_why(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    reporter, neighbor = a_resident(needs, community), a_resident(needs, community)
    need = await a_need(needs, community, by=reporter)
    hidden = await a_need(needs, community, target_groups=["drug_related"])
    over = await a_need(needs, community, by=reporter)
    await needs.post(f"/needs/{over['id']}/withdrawal", as_=reporter)
    machine = needs.actor(Role.RECEIVER, region=community)
    stranger = a_resident(needs, await needs.region())
    on_duty = a_receiver(needs, community)

    own = await needs.post(f"/needs/{need['id']}/supports", {}, as_=reporter)
    nobody = await needs.post(f"/needs/{need['id']}/supports", {}, as_=machine)
    secret = await needs.post(f"/needs/{hidden['id']}/supports", {}, as_=neighbor)
    late = await needs.post(f"/needs/{over['id']}/supports", {}, as_=neighbor)
    others = [
        await needs.post(f"/needs/{need['id']}/supports", {"stance": stance}, as_=one)
        for one in (stranger, on_duty)
        for stance in ("need", "oppose")
    ]

    assert (own.status_code, own.json()["type"]) == (409, "/problems/own-need")
    assert (nobody.status_code, nobody.json()["type"]) == (403, "/problems/residents-only")
    assert [one.status_code for one in others] == [403] * 4
    assert {one.json()["type"] for one in others} == {"/problems/residents-only"}
    assert secret.status_code == 404
    assert (late.status_code, late.json()["type"]) == (409, "/problems/need-answered")
    assert (await needs.get(f"/needs/{hidden['id']}/progress", as_=neighbor)).status_code == 404


async def test_who_opposes_does_not_ask_and_five_make_a_controversy(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    path = f"/needs/{(await a_need(needs, community))['id']}"
    for stance in ("oppose", "oppose", "oppose", "need", "need"):
        neighbor = a_resident(needs, community)
        await needs.post(f"{path}/supports", {"stance": stance}, as_=neighbor)

    known = (await needs.get(f"{path}/classification-preview", as_=receiver)).json()

    assert known["features"]["asking"] == 3
    assert known["features"]["controversy"] == 0.6
    assert (known["rule"], known["route"]) == ("R3", "deliberation")


async def test_what_the_place_disputes_is_proposed_as_no_project(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 20)
    manager = a_manager(needs, community)
    (hot,) = await clusters(needs, manager, state="hot")
    path = f"/needs/{(await own_need(needs, residents[0]))['id']}/supports"
    against = [a_resident(needs, community) for _ in range(5)]
    for one in against:
        await needs.post(path, {"stance": "oppose"}, as_=one)
    await needs.tick()

    disputed = await needs.post(f"/clusters/{hot['id']}/proposal", as_=manager)
    (stands,) = await clusters(needs, manager)
    await needs.delete(f"{path}/mine", as_=against[0])
    await needs.tick()
    (settled,) = await clusters(needs, manager)

    assert (disputed.status_code, disputed.json()["type"]) == (409, "/problems/illegal-move")
    assert (hot["route"], stands["state"], stands["route"]) == ("project", "watching", None)
    assert (settled["state"], settled["route"]) == ("hot", "project")


async def test_who_moved_away_takes_his_word_back(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    neighbor = a_resident(needs, community)
    path = f"/needs/{(await a_need(needs, community))['id']}/supports"
    await needs.post(path, {}, as_=neighbor)
    elsewhere = a_resident(needs, await needs.region(parent=street))
    moved = replace(neighbor, grants=elsewhere.grants)

    gone = await needs.delete(f"{path}/mine", as_=moved)
    again = await needs.post(path, {}, as_=moved)

    assert (gone.status_code, again.status_code) == (204, 403)


async def test_who_moved_into_a_household_still_sees_his_word(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    alone = replace(a_resident(needs, community), household_id=None)
    path = f"/needs/{(await a_need(needs, community))['id']}"
    await needs.post(f"{path}/supports", {}, as_=alone)
    moved = replace(alone, household_id=ids.new())
    housemate = replace(a_resident(needs, community), household_id=moved.household_id)

    again = await needs.post(f"{path}/supports", {}, as_=moved)
    seen = [(await needs.get(f"{path}/progress", as_=who)).json() for who in (moved, housemate)]

    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-supported")
    assert [told["mine"] for told in seen] == ["need", None]
