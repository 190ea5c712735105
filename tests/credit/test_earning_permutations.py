"""The same facts about one order lead to the same state, in whatever order they arrive."""

from datetime import datetime, timedelta
from itertools import groupby, pairwise, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.credit.account.model import Balance
from services.credit.transfer.model import Entry
from services.credit.verification.use_cases import first_fault
from shared import ids
from shared.clock import LOCAL
from shared.contracts.needs import SurveyReviewed
from shared.events import Event
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.given import (
    account_of,
    an_order,
    at,
    confirmed,
    current_of,
    days_of,
    disputed,
    failed,
    given_an_organization,
    organization_state,
    rated,
)
from tests.credit.policies import published

WINDOW_ENDS = "the window ends"

FACTS = (
    "organization",
    "confirmed",
    "disputed",
    "confirmed again",
    "rated",
    "rated again",
    "rated under review",
    "reviewed",
    "failed",
    WINDOW_ENDS,
)
WEEKS_LATER = at(24 * 30)


def facts_of(order: dict[str, Any], community: RegionReplica) -> dict[str, Event]:
    """Everything that can be told of one order, each with the time it happened."""
    doubtful = rated(order, 5, after=timedelta(hours=70), flagged=True)
    more = confirmed(order | {"at": at(48)}, kind="casework", vulnerable=True, beneficiaries=2)
    return {
        "organization": organization_state(community, organization_id=order["organization_id"]),
        "confirmed": confirmed(order, beneficiaries=3),
        "disputed": disputed(order, after=timedelta(hours=24)),
        "confirmed again": more,
        "rated": rated(order, 4, after=timedelta(hours=5)),
        "rated again": rated(order, 5, after=timedelta(hours=60)),
        "rated under review": doubtful,
        "reviewed": SurveyReviewed(**doubtful.model_dump() | {"at": at(75)}, accepted=True),
        "failed": failed(order, after=timedelta(hours=80)),
    }


async def outcome(
    credit: ServiceKit, order: dict[str, Any], names: list[str], *, together: bool = False
) -> tuple[Any, ...]:
    """Where an order stands weeks after these facts: what it earns, what is in the ledger."""
    _, _, community = await credit.regions()
    credit.now, facts = MONDAY, facts_of(order, community)
    for passes, alike in groupby(names, lambda name: name == WINDOW_ENDS):
        told = [facts[name] for name in alike if not passes]
        if passes:
            await credit.tick(WEEKS_LATER)
        elif together:
            await credit.receive_together(*told)
        else:
            await credit.receive(*told)
    await credit.tick(WEEKS_LATER)
    account = await account_of(credit, order["organization_id"])
    async with credit.begin() as uow:
        balance = await uow.session.get_one(Balance, account.id)
        mine = select(func.coalesce(func.sum(Entry.amount), 0))
        entries = await uow.session.scalar(mine.where(Entry.account_id == account.id))
    days = await days_of(credit, account.id)
    try:
        earning = await current_of(credit, order)
    except ValueError:
        return account.state, balance.posted, entries, days, None
    return (
        account.state,
        days,
        balance.posted,
        entries,
        (earning.state, earning.amount, earning.inputs, earning.steps),
    )


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arriving=st.lists(st.sampled_from(FACTS), unique=True, min_size=2))
async def test_every_order_of_arrival_has_one_outcome(
    credit: ServiceKit, arriving: list[str]
) -> None:
    _, _, community = await credit.regions()
    found = []

    for names, together in ((arriving, False), (sorted(arriving), False), (arriving, True)):
        order = an_order(ids.new(), community)
        found.append(await outcome(credit, order, names, together=together))

    assert found[0] == found[1] == found[2]


async def test_what_is_confirmed_anew_after_new_year_counts_for_the_new_year_in_every_order(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    december, january = [datetime(2025, 12, 30, 10, tzinfo=LOCAL) + timedelta(d) for d in (0, 7)]
    for arriving in permutations(("confirmed", "rated", "disputed", "confirmed anew")):
        organization_id = await given_an_organization(credit, community)
        order = an_order(organization_id, community, at=december)
        facts: dict[str, Event] = {
            "confirmed": confirmed(order, beneficiaries=3),
            "rated": rated(order, 4),
            "disputed": disputed(order, after=timedelta(days=1)),
            "confirmed anew": confirmed(order | {"at": january}, beneficiaries=3),
        }

        await credit.receive(*(facts[name] for name in arriving))

        account = await account_of(credit, organization_id)
        assert await days_of(credit, account.id) == [(january.date(), 30)], arriving
    async with credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(min_value=1, max_value=12), max_size=4), data=st.data())
async def test_orders_of_one_household_and_day_have_their_turns_however_many_arrive_at_once(
    credit: ServiceKit, cuts: list[int], data: st.DataObject
) -> None:
    _, _, community = await credit.regions()
    found = []

    for at_once in (False, True):
        alike = {"team_id": ids.new(), "household_id": ids.new()}
        organization_id = await given_an_organization(credit, community)
        facts: list[Event] = []
        orders = []
        for hour in range(6):
            order = an_order(organization_id, community, team_id=alike["team_id"], at=at(hour / 2))
            orders.append(order)
            facts.append(confirmed(order, household_id=alike["household_id"], team_members=1))
            facts.append(rated(order, 5) if hour % 2 else failed(order, after=timedelta(hours=9)))
        order_of_arrival = data.draw(st.permutations(range(len(facts))))
        arriving = [facts[place] for place in order_of_arrival]
        begins = [0, *sorted(set(cuts)), len(arriving)] if at_once else range(len(arriving) + 1)
        for first, last in pairwise(begins):
            await credit.receive_together(*arriving[first:last])
        earnings = [await current_of(credit, order) for order in orders]
        found.append([(one.state, one.amount, one.inputs) for one in earnings])

    assert found[0] == found[1]


@pytest.mark.parametrize("late", [False, True])
async def test_an_order_confirmed_anew_leaves_its_old_turn_and_takes_its_new_one_however_late(
    credit: ServiceKit, late: bool
) -> None:
    _, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    alike = {"team_id": ids.new()}
    mine, same_day, between, after = [
        an_order(organization_id, community, **alike, at=at(hours))
        for hours in (0, 1, 24 * 15, 24 * 38)
    ]
    household = {"household_id": ids.new()}
    first = [confirmed(order, **household) for order in (mine, between)]
    anew = confirmed(mine | {"at": at(24 * 19)}, **household)
    neighbors = [confirmed(after, **household), confirmed(same_day)]

    await credit.receive(*first, *([*neighbors, anew] if late else [anew, *neighbors]))

    later, earlier = await current_of(credit, after), await current_of(credit, same_day)
    assert (later.inputs["household_turn"], earlier.inputs["day_turn"]) == (3, 1)


@pytest.mark.parametrize("late", [False, True])
async def test_an_order_that_failed_counts_for_none_that_a_newer_version_looks_further_back_from(
    credit: ServiceKit, late: bool
) -> None:
    _, _, community = await credit.regions()
    await published(credit, community, household_days=60)
    organization_id = await given_an_organization(credit, community)
    household = {"household_id": ids.new()}
    mine, before, after = [
        an_order(organization_id, community, at=at(hours)) for hours in (1, 2, 24 * 40)
    ]
    told = [confirmed(mine, **household), confirmed(before, **household)]
    counting, fails = confirmed(after, **household), failed(mine, after=timedelta(hours=9))

    await credit.receive(*told, *([counting, fails] if late else [fails, counting]))

    assert (await current_of(credit, after)).inputs["household_turn"] == 2
