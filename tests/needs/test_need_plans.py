"""Every question asked often has an index that answers it, however large the table grows."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.needs.demand.queries import ASKING, COUNTED, ORDERS_TAKEN, Demand
from services.needs.duplicate.queries import comparable
from services.needs.erased_person.queries import unsettled
from services.needs.need.model import Need
from services.needs.need.queries import queue
from services.needs.own_data import queries as own_data
from shared import ids
from shared.copies import READ_AT_ONCE
from shared.pages import PageRequest, due_first
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import a_need, a_receiver
from tests.plans import Statement, plan_of

Explain = Callable[[Statement], Awaitable[str]]

ROWS = 20_000
BUSY = UUID(hashlib.md5(b"7", usedforsecurity=False).hexdigest())
"""One of the 200 regions whose needs are filled in."""

FILL = f"""
INSERT INTO need (id, version, need_no, region_id, category_code, channel, kind, relation, title,
    description, filed_by_id, reporter_person_id, household_id, latitude, longitude, beneficiaries,
    target_groups, urgency, sensitivity, submitted_at, state, due_at, reopen_count)
SELECT gen_random_uuid(), 1, 'T' || n, md5((n % 200)::text)::uuid,
    CASE WHEN n % 7 = 0 THEN 'repair.drain' ELSE 'c.' || n % 50 END, 'web', 'help', 'self',
    't', 'd', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 30 + (n % 997) / 500.0,
    120 + (n % 991) / 500.0, 1, '[]', 'normal', 'public',
    timestamptz '2026-03-02' - n * interval '10 min',
    CASE WHEN n % 100 = 0 THEN 'classified' ELSE 'closed' END, timestamptz '2026-03-09', 0
FROM generate_series(1, {ROWS}) AS n
"""


@pytest.fixture
def explain(address: Callable[[str, str], str]) -> Explain:
    """How PostgreSQL would answer a question over many needs."""
    owner = address("needs", "owner").replace("+asyncpg", "")
    return lambda wanted: plan_of(owner, wanted, [FILL])


async def one_of(needs: ServiceKit, need_id: str) -> Need:
    async with needs.begin() as uow:
        return await uow.session.get_one(Need, need_id)


@pytest.mark.parametrize("located", [True, False])
async def test_duplicates_are_looked_up_by_place(
    needs: ServiceKit, explain: Explain, located: bool
) -> None:
    community = await needs.region(id=BUSY)
    place: dict[str, Any] = {"location": {"latitude": 31.4515, "longitude": 121.0956}}
    filed = await a_need(needs, community, **(place if located else {}))
    need = await one_of(needs, filed["id"])

    wanted, values = comparable(need, needs.now, phoned=True)
    plan = await explain(wanted.params(values))

    assert ("ix_need_near" if located else "ix_need_alike") in plan
    assert "Seq Scan on need" not in plan


async def test_asking_households_are_counted_from_the_index(
    needs: ServiceKit, explain: Explain
) -> None:
    community = await needs.region(id=BUSY)
    need = await one_of(needs, (await a_need(needs, community))["id"])

    demand = Demand(need.category_code, need.region_id, needs.now).values()

    street = {"street_id": community.parent_id, "level": community.level, "item_id": ids.new()}
    assert "ix_need_alike" in await explain(ASKING.params(demand))
    assert "Seq Scan on need" not in await explain(COUNTED.params(demand | street))


async def test_the_use_of_a_menu_item_is_counted_from_the_index(
    needs: ServiceKit, explain: Explain
) -> None:
    plan = await explain(ORDERS_TAKEN.params(item_id=ids.new(), since=needs.now))

    assert "ix_dispatch_order_use" in plan


async def test_the_queue_is_read_in_the_order_of_its_index(
    needs: ServiceKit, explain: Explain
) -> None:
    _, _, community = await needs.regions()

    receiver = a_receiver(needs, community)
    waiting = queue(receiver).params(receiver.own)
    for page in (PageRequest(50, None), PageRequest(50, ids.new(), needs.now)):
        plan = await explain(due_first(waiting, Need.due_at, Need.id, page))

        assert "ix_need_due_first" in plan
        assert "Seq Scan on need" not in plan
        assert "Sort" not in plan


async def test_what_is_a_persons_own_is_found_by_him(explain: Explain) -> None:
    person = ids.new()
    page = own_data.needs(person).order_by(Need.id).limit(READ_AT_ONCE)
    for wanted in (page, unsettled(person, inherited=True), unsettled(person, inherited=False)):
        plan = await explain(wanted)

        assert "ix_need_reporter" in plan
        assert "Seq Scan on need" not in plan


async def test_a_region_is_listed_in_the_order_of_its_index(explain: Explain) -> None:
    by_region = await explain(
        select(Need).where(Need.region_id == ids.new()).order_by(Need.id.desc()).limit(50)
    )

    assert "ix_need_region_id_id" in by_region
    assert "Sort" not in by_region
