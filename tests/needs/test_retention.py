"""Whom to reach about a need that is over is forgotten in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from services.needs.need.model import Need
from services.needs.need.states import NeedState
from services.needs.retention.model import Retention
from services.needs.retention.queries import due
from services.needs.retention.use_cases import CONTACT_KEPT, EVERY
from services.needs.visit.model import Visit
from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import given_a_town
from tests.needs.given_needs import a_need, a_receiver, a_resident
from tests.plans import plan_of

REFUSAL = {"reason": "out_of_area", "text": "该小区属于邻近社区，请联系陆渡社区。"}
REACHED = {
    "phone": "13812345678",
    "address": "人民南路18号3幢201室",
    "location": {"latitude": 31.4515, "longitude": 121.0956},
}
YEARS = CONTACT_KEPT.default.length


async def refused(needs: ServiceKit, community: RegionReplica, by: Actor) -> dict[str, Any]:
    need = await a_need(needs, community, by=by, **REACHED)
    receiver = a_receiver(needs, community)
    answer = await needs.post(f"/needs/{need['id']}/refusal", REFUSAL, as_=receiver)
    assert answer.status_code == 200, answer.text
    return need


async def known_of(needs: ServiceKit, need: dict[str, Any], by: Actor) -> tuple[Any, ...]:
    told = (await needs.get(f"/needs/{need['id']}", as_=by)).json()
    return told["phone"], told["address"], told["latitude"], told["description"]


async def test_contact_and_place_are_destroyed_three_years_after_the_end(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    me = a_resident(needs, community)
    need = await refused(needs, community, me)
    before = needs.now + YEARS - timedelta(minutes=1)

    await needs.tick(before)
    kept = await known_of(needs, need, me)
    await needs.tick(before + EVERY)
    left = await known_of(needs, need, me)

    assert kept == ("138****5678", "人民南路***", 31.4515, need["description"])
    assert left == (None, None, None, need["description"])
    async with needs.begin() as uow:
        row = await uow.session.get_one(Need, need["id"])
        assert (row.phone_enc, row.phone_blind, row.address_enc) == (None, None, None)
        assert (await uow.session.scalars(select(Retention))).all() == []


async def test_a_city_may_keep_them_for_a_shorter_time(needs: ServiceKit) -> None:
    city, _, community = await needs.regions()
    me, admin = a_resident(needs, community), needs.actor(Role.CITY_ADMIN, region=city)
    year = {"value": 365, "unit": "day"}
    published = await needs.post(
        "/policies",
        {
            "name": "need.contact_kept",
            "region_id": str(community.id),
            "value": year,
            "valid_from": needs.now.isoformat(),
            "source": "太民发〔2026〕12号",
        },
        as_=admin,
    )
    assert published.status_code == 201, published.text
    need = await refused(needs, community, me)

    await needs.tick(needs.now + timedelta(days=366))

    assert (await known_of(needs, need, me))[:3] == (None, None, None)


async def test_a_need_that_is_reopened_keeps_whom_to_reach(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    need_id = order["need_id"]
    await town.step(order, "confirmation", town.resident, {"score": 1, "text": "又堵了"})
    reason = {"reason": "师傅走后又堵了，请再来一次。"}
    await town.step(order, "dispute", town.resident, reason)

    async with needs.begin() as uow:
        await uow.session.execute(text("UPDATE retention SET until = now() - interval '9 years'"))
    await needs.tick(needs.now + timedelta(minutes=1))

    async with needs.begin() as uow:
        need = await uow.session.get_one(Need, need_id)
        assert need.state != NeedState.CLOSED
        assert need.address_enc is not None
        assert (await uow.session.scalars(select(Retention))).all() == []


async def test_where_the_team_was_is_destroyed_with_it(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    await town.step(order, "confirmation", town.resident, {"score": 5, "text": "师傅很好"})
    async with needs.begin() as uow:
        visit = await uow.session.get_one(Visit, order["id"])
        visit.latitude, visit.longitude = 31.45, 121.1

    await needs.tick(needs.now + YEARS + EVERY)

    async with needs.begin() as uow:
        visit = await uow.session.get_one(Visit, order["id"])
        need = await uow.session.get_one(Need, order["need_id"])
        assert (visit.latitude, visit.longitude) == (None, None)
        assert (need.latitude, need.address_enc, need.title) == (None, None, "下水道堵了")


async def test_more_than_one_batch_is_forgotten_at_once(
    needs: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.needs.retention.queries.BATCH", 2)
    _, _, community = await needs.regions()
    me = a_resident(needs, community)
    mine = [await refused(needs, community, me) for _ in range(5)]

    await needs.tick(needs.now + YEARS + EVERY)

    assert {(await known_of(needs, need, me))[:3] for need in mine} == {(None, None, None)}


FILL = """
INSERT INTO retention (need_id, until)
SELECT gen_random_uuid(), timestamptz '2026-03-02' + n * interval '1 hour'
FROM generate_series(1, 20000) AS n
"""


async def test_what_is_due_is_found_in_the_order_of_its_index(
    needs: ServiceKit, address: Callable[[str, str], str]
) -> None:
    owner = address("needs", "owner").replace("+asyncpg", "")

    plan = await plan_of(owner, due(needs.now), [FILL])

    assert "ix_retention_until" in plan
    assert "Sort" not in plan
