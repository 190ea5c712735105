"""What becomes of the needs of somebody who had his data destroyed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.needs.need.model import Need
from services.needs.need.states import NeedState
from services.needs.retention.use_cases import EVERY
from shared import ids
from shared.access import Actor
from shared.contracts.registry import PersonErased
from shared.testing.kit import ServiceKit
from tests.needs.deliberating import a_community
from tests.needs.dispatching import Town, given_a_town
from tests.needs.given_needs import a_need, a_receiver, a_resident
from tests.needs.test_retention import REACHED, REFUSAL

SOON = 2 * EVERY


def erased(needs: ServiceKit, person: Actor, heir: UUID | None = None) -> PersonErased:
    assert person.person_id is not None
    return PersonErased(person_id=person.person_id, region_id=ids.new(), heir_id=heir, at=needs.now)


async def row_of(needs: ServiceKit, need_id: Any) -> dict[str, Any]:
    async with needs.begin() as uow:
        found = await uow.session.execute(
            text("SELECT * FROM need WHERE id = :id"), {"id": UUID(str(need_id))}
        )
        return dict(found.mappings().one())


def assert_nobodys(row: dict[str, Any]) -> None:
    """Nothing tells who it was, where, or what he wrote."""
    gone = ("phone_enc", "phone_blind", "address_enc", "latitude", "longitude", "sketch")
    said = ("question", "information", "refusal_text", "result", "dispute_reason")
    assert {row[name] for name in (*gone, *said)} == {None}
    assert (row["title"], row["description"], row["target_groups"]) == (
        *["（已删除）"] * 2,
        [],
    )


async def later(needs: ServiceKit) -> None:
    """Everything that follows has happened."""
    await needs.tick()
    await needs.tick(needs.now + SOON)


async def test_what_is_over_is_destroyed_and_still_counts(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    me, other = a_resident(needs, community), a_resident(needs, community)
    mine, theirs = [await a_need(needs, community, by=by, **REACHED) for by in (me, other)]
    for need in (mine, theirs):
        receiver = a_receiver(needs, community)
        await needs.post(f"/needs/{need['id']}/refusal", REFUSAL, as_=receiver)

    told = erased(needs, me)
    await needs.receive(told, told)
    await later(needs)

    row = await row_of(needs, mine["id"])
    assert_nobodys(row)
    assert (row["state"], row["region_id"]) == ("refused", community.id)
    assert (await row_of(needs, theirs["id"]))["title"] == theirs["title"]


async def test_what_nobody_was_at_work_for_ends_moot(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    me, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=me, **REACHED)
    await needs.post(f"/needs/{need['id']}/acceptance", as_=receiver)

    await needs.receive(erased(needs, me))
    await later(needs)

    row = await row_of(needs, need["id"])
    assert (row["state"], row["basis"]) == ("withdrawn", "moot")
    assert_nobodys(row)


async def test_teams_that_were_asked_are_told(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    await town.team()
    need = await town.need()

    await needs.receive(erased(needs, town.resident))
    await needs.tick()

    assert [order["state"] for order in await town.orders(need_id=need)] == ["recalled"]
    assert await town.state_of(need) is NeedState.WITHDRAWN


async def test_what_the_household_shares_goes_on_with_his_heir(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    home = {"person": ids.new(), "household": town.resident.household_id}
    heir = needs.actor(region=town.community, **home)
    waiting = await town.waiting()

    await needs.receive(erased(needs, town.resident, heir.person_id))
    await later(needs)

    row = await row_of(needs, waiting)
    assert (row["reporter_person_id"], row["state"]) == (heir.person_id, "dispatching")
    assert (row["phone_enc"], row["address_enc"] is None) == (None, False)
    answer = {"score": 5, "text": "师傅很好"}
    assert (await town.step(order, "confirmation", heir, answer))["state"] == "confirmed"


async def test_what_fewer_may_see_is_not_told_to_the_household(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    me = a_resident(needs, community)
    need = await a_need(needs, community, by=me, sensitivity="confidential", **REACHED)

    await needs.receive(erased(needs, me, ids.new()))
    await later(needs)

    row = await row_of(needs, need["id"])
    assert (row["reporter_person_id"], row["basis"]) == (me.person_id, "moot")
    assert_nobodys(row)


async def test_an_heir_who_is_gone_himself_inherits_nothing(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    me, heir = a_resident(needs, community), a_resident(needs, community)
    need = await a_need(needs, community, by=me)

    await needs.receive(erased(needs, heir), erased(needs, me, heir.person_id))
    await later(needs)

    assert (await row_of(needs, need["id"]))["basis"] == "moot"


async def test_a_service_under_way_ends_before_it_is_forgotten(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())

    await needs.receive(erased(needs, town.resident))
    await later(needs)
    served = await row_of(needs, order["need_id"])
    await needs.tick(needs.now + timedelta(days=30))
    await needs.tick(needs.now + SOON)

    assert (served["state"], served["address_enc"] is None) == ("resolved", False)
    over = await row_of(needs, order["need_id"])
    assert over["state"] == "closed"
    assert_nobodys(over)


async def test_what_comes_in_after_him_is_settled_as_well(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    me = a_resident(needs, community)

    await needs.receive(erased(needs, me))
    await needs.tick()
    need = await a_need(needs, community, by=me, **REACHED)  # his token lives for some minutes
    await later(needs)
    await needs.tick(needs.now + SOON)

    row = await row_of(needs, need["id"])
    assert row["basis"] == "moot"
    assert_nobodys(row)


async def test_what_he_and_others_said_about_an_order_goes_too(needs: ServiceKit) -> None:
    town: Town = await given_a_town(needs)
    order = await town.done(await town.team())
    rated = {"score": 5, "text": "师傅很好"}
    await town.step(order, "confirmation", town.resident, rated)

    await needs.receive(erased(needs, town.resident))
    await later(needs)

    async with needs.begin() as uow:
        score, words = (await uow.session.execute(text("SELECT score, text FROM survey"))).one()
        need = await uow.session.get_one(Need, order["need_id"])
        assert (score, words, need.beneficiaries) == (5, None, 3)


async def test_what_was_voted_stays_as_nobodys(needs: ServiceKit) -> None:
    place = await a_community(needs)
    await place.start()
    await place.adopt()
    me = place.residents[0]

    await needs.receive(erased(needs, me))
    await needs.tick()

    mine, all_ = [
        (await needs.get(place.at("ballots"), as_=who)).json()["items"]
        for who in (me, place.manager)
    ]
    assert (mine, len(all_)) == ([], 3)
