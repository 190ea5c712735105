"""Bringing something up: by residents, by staff, and who decides that it is deliberated on."""

from datetime import timedelta

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.needs.deliberating import LIFT, a_community
from tests.needs.given_needs import a_receiver, a_resident


async def test_five_households_have_it_screened_and_nobody_screens_his_own(
    needs: ServiceKit,
) -> None:
    place = await a_community(needs, residents=5)
    first, *others = place.residents
    place.matter = await place.done("/matters", LIFT | place.place, by=first)
    supports = f"/matters/{place.matter['id']}/supports"
    wife = needs.actor(
        Role.RESIDENT, region=place.region, person=ids.new(), household=first.household_id
    )
    again = await place.ask(supports, by=wife)
    stranger = await place.ask(supports, by=a_resident(needs, await needs.region()))
    early = await place.ask(f"/matters/{place.matter['id']}/acceptance")
    at_home = needs.actor(Role.COMMUNITY_MANAGER, region=place.region, person=others[0].person_id)

    for one in others:
        place.matter = await place.done(supports, by=one)

    assert (again.status_code, again.json()["type"]) == (409, "/problems/household-spoke")
    assert (stranger.status_code, early.status_code) == (403, 409)
    assert (place.matter["state"], place.matter["households"]) == ("proposed", 5)
    his = await place.ask(f"/matters/{place.matter['id']}/acceptance", by=at_home)
    assert (his.status_code, his.json()["type"]) == (403, "/problems/own-interest")
    accepted = await place.done(f"/matters/{place.matter['id']}/acceptance")
    assert (accepted["state"], accepted["actions"]) == ("accepted", ["notice", "annul"])


async def test_what_too_few_support_lapses(needs: ServiceKit) -> None:
    place = await a_community(needs, residents=1)
    place.matter = await place.done("/matters", LIFT | place.place, by=place.residents[0])

    await needs.tick(needs.now + timedelta(days=31))

    assert await place.state() == "lapsed"


async def test_staff_start_it_and_the_manager_needs_nobodys_leave(needs: ServiceKit) -> None:
    place = await a_community(needs)
    receiver = a_receiver(needs, place.region)

    await place.start()
    theirs = await place.done("/matters", LIFT | place.place, by=receiver)
    abroad = await place.ask("/matters", LIFT | place.place, by=needs.actor(Role.RESIDENT))
    refused = f"/matters/{theirs['id']}/refusal"
    declined = await place.done(refused, {"reason": "不属于社区协商事项"}, by=place.street)

    assert (place.matter["state"], theirs["state"]) == ("accepted", "proposed")
    assert (abroad.status_code, abroad.json()["type"]) == (403, "/problems/residents-only")
    assert (declined["state"], declined["reason"]) == ("declined", "不属于社区协商事项")
    assert (await place.ask(refused, {"reason": "不属于社区"})).status_code == 409


async def test_the_street_ends_what_is_unlawful(needs: ServiceKit) -> None:
    place = await a_community(needs)
    await place.start()
    await place.enroll()
    await place.notice()
    path, why = f"/matters/{place.matter['id']}/annulment", {"reason": "违反物业管理条例"}

    by_manager = await place.ask(path, why)
    annulled = await place.done(path, why, by=place.street)

    assert (by_manager.status_code, annulled["state"]) == (403, "annulled")
    meeting = (await needs.get(place.at("").rstrip("/"))).json()
    assert (meeting["state"], meeting["reason"]) == ("called_off", "违反物业管理条例")
