"""Everything that can be told of an organization ends the same in every order of arrival.

Only the tier is left out: it is raised at once and lowered after a notice, so it remembers the way.
What it is found from, what was earned and which list counts, is compared.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.credit.account.model import Account, Balance
from services.credit.expiry.queries import sums_of
from services.credit.expiry.rules import left_by_year
from services.credit.tier.queries import earned_between
from services.credit.transfer.model import Entry
from services.credit.verification.use_cases import first_fault
from shared import ids
from shared.contracts.needs import SurveyReviewed
from shared.events import Event
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.contracts import Contract
from tests.credit.facts import abnormal, evaluated, merged, removed, serious, split
from tests.credit.given import (
    an_order,
    at,
    confirmed,
    days_of,
    disputed,
    organization_state,
    rated,
)

TIME_PASSES = "time passes"
LATER = at(24 * 40)


@dataclass(frozen=True)
class World:
    """Three organizations, and what can be told of them."""

    organizations: tuple[UUID, UUID, UUID]
    facts: dict[str, Event]


def a_world(community: RegionReplica, end: str) -> World:
    """One organization with everything that earns, and two that may succeed it."""
    contract = Contract(community)
    mine, one, other = contract.organization_id, ids.new(), ids.new()
    order, neighbors = an_order(mine, community), an_order(one, community)
    doubtful = rated(order, 5, flagged=True)
    lesser, graver = abnormal(mine, community), serious(mine, community, days=2)
    succeeded = {
        "merger": merged(mine, one, community),
        "split": split(mine, {one: 3_333, other: 6_667}, community),
    }
    facts = {f"contract {name}": fact for name, fact in contract.facts.items()} | {
        "confirmed": confirmed(order, beneficiaries=7),
        "disputed": disputed(order, after=timedelta(hours=24)),
        "confirmed again": confirmed(order | {"at": at(48)}, kind="casework", beneficiaries=3),
        "rated": doubtful,
        "reviewed": SurveyReviewed(**doubtful.model_dump() | {"at": at(60)}, accepted=True),
        "neighbor confirmed": confirmed(neighbors, beneficiaries=4),
        "neighbor rated": rated(neighbors, 4),
        "evaluated": evaluated(mine, community, 863),
        "evaluated anew": evaluated(mine, community, 799, days=9),
        "evaluated within the year": evaluated(mine, community, 901, year=2026, days=3),
        "evaluated after an appeal": evaluated(mine, community, 917, year=2026, days=12),
        "abnormal": lesser,
        "abnormal removed": removed(lesser),
        "serious": graver,
        "serious removed": removed(graver),
        "one": organization_state(community, organization_id=one),
        "other": organization_state(community, organization_id=other),
    }
    if end in succeeded:
        facts[end] = succeeded[end]
    return World((mine, one, other), facts)


async def outcome(credit: ServiceKit, world: World, names: list[str]) -> list[Any]:
    """Where the three stand in the end: state, list, balance, earnings, what expires when."""
    credit.now = MONDAY
    for name in names:
        if name == TIME_PASSES:
            await credit.tick(credit.now + timedelta(days=8))
        else:
            await credit.receive(world.facts[name])
    await credit.tick(LATER)
    found: list[tuple[object, ...] | None] = []
    async with credit.begin() as uow:
        for organization_id in world.organizations:
            mine = select(Account).where(Account.organization_id == organization_id)
            account = await uow.session.scalar(mine)
            if account is None:
                found.append(None)
                continue
            balance = await uow.session.get_one(Balance, account.id, populate_existing=True)
            stands = (account.state, account.frozen_by, account.listed, account.in_arrears)
            earned = await earned_between(uow, account.id, date(2025, 1, 1), date(2026, 12, 31))
            parts = left_by_year(await sums_of(uow, account.id))
            days = await days_of(credit, account.id)
            found.append((*stands, balance.posted, balance.arrears, earned, parts, days))
    return found


async def check_the_books(credit: ServiceKit) -> None:
    async with credit.begin() as uow:
        assert await uow.session.scalar(select(func.coalesce(func.sum(Entry.amount), 0))) == 0
        assert await first_fault(uow, witnessed={}) is None


@pytest.mark.parametrize("end", ["none", "merger", "split"])
async def test_told_in_time_or_backwards_it_ends_the_same(credit: ServiceKit, end: str) -> None:
    _, _, community = await credit.regions()
    names = [*a_world(community, end).facts]

    in_time = await outcome(credit, a_world(community, end), names)
    backwards = await outcome(credit, a_world(community, end), names[::-1])

    assert in_time == backwards
    await check_the_books(credit)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_every_order_of_arrival_has_one_outcome(credit: ServiceKit, data: Any) -> None:
    _, _, community = await credit.regions()
    end = data.draw(st.sampled_from(["none", "merger", "split"]))
    names = [*a_world(community, end).facts, TIME_PASSES]
    arriving = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=2))

    one = await outcome(credit, a_world(community, end), arriving)
    other = await outcome(credit, a_world(community, end), sorted(arriving))

    assert one == other
    await check_the_books(credit)
