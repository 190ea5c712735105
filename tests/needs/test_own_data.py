"""A copy of what needs keeps of oneself."""

import pytest

from shared import copies
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import given_a_town
from tests.needs.given_needs import a_need, a_receiver, a_resident
from tests.needs.test_retention import REACHED, REFUSAL


async def test_everything_is_there_in_clear_and_nothing_of_others(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    me, other = a_resident(needs, community), a_resident(needs, community)
    mine, over, theirs = [
        await a_need(needs, community, by=by, **REACHED) for by in (me, me, other)
    ]
    receiver = a_receiver(needs, community)
    await needs.post(f"/needs/{over['id']}/refusal", REFUSAL, as_=receiver)
    await needs.post(f"/needs/{theirs['id']}/supports", {}, as_=me)

    told = (await needs.get("/me/data", as_=me)).json()

    assert [(one["id"], one["phone"], one["address"]) for one in told["needs"]] == [
        (need["id"], "+8613812345678", REACHED["address"]) for need in (mine, over)
    ]
    assert [one["kept_until"] for one in told["needs"]] == [None, "2029-03-02T02:00:00Z"]
    assert [one["latitude"] for one in told["needs"]] == [31.4515] * 2
    assert [one["need_id"] for one in told["supports"]] == [theirs["id"]]
    assert [(one["field"], one["purpose"]) for one in told["accesses"]] == [
        ("everything", "own_data")
    ]


async def test_orders_and_answers_are_in_it(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    await town.step(order, "confirmation", town.resident, {"score": 5, "text": "师傅很好"})

    told = (await needs.get("/me/data", as_=town.resident)).json()

    assert [one["id"] for one in told["orders"]] == [order["id"]]
    assert [one["text"] for one in told["surveys"]] == ["师傅很好"]


async def test_a_long_copy_is_read_page_by_page(
    needs: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "READ_AT_ONCE", 2)
    _, _, community = await needs.regions()
    me = a_resident(needs, community)
    filed = [(await a_need(needs, community, by=me))["id"] for _ in range(5)]

    told = (await needs.get("/me/data", as_=me)).json()

    assert [one["id"] for one in told["needs"]] == filed


async def test_an_account_of_nobody_has_no_copy(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()

    answer = await needs.get("/me/data", as_=needs.actor(Role.RECEIVER, region=community))

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/nobodys-account")
