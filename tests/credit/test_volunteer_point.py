"""A volunteer's hours are points, summed by the month; who he is stays with the registry."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.credit.account.model import Account, AccountKind, Balance, Unit
from services.credit.transfer.model import Entry, Transfer
from services.credit.volunteer_point.rules import Hours, summed
from shared import ids
from shared.access import Role
from shared.contracts.registry import VolunteerState
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.credit.facts import a_volunteer, not_served, served
from tests.credit.given import days_of

MARCH, MARCH_20, APRIL = date(2026, 3, 2), date(2026, 3, 20), date(2026, 4, 1)


@pytest.fixture
async def community(credit: ServiceKit) -> RegionReplica:
    return (await credit.regions())[2]


async def points(credit: ServiceKit, volunteer: VolunteerState, **more: Any) -> Any:
    himself = credit.actor(Role.VOLUNTEER, person=volunteer.person_id)
    return await credit.get(f"/volunteers/{volunteer.number}/points", as_=himself, **more)


def entry(minutes: int) -> Hours:
    return Hours(ids.new(), minutes, MARCH)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [([29], 0), ([30], 1), ([59], 1), ([29, 1], 1), ([45, 45], 3), ([120, -60], 2), ([-60], 0)],
)
def test_a_months_minutes_are_summed_before_they_are_rounded_down(
    minutes: list[int], expected: int
) -> None:
    assert summed([entry(one) for one in minutes], minutes_per_point=30).points == expected


@given(st.lists(st.integers(1, 960), min_size=1, max_size=20))
def test_points_never_exceed_the_time_they_stand_for(minutes: list[int]) -> None:
    found = summed([entry(one) for one in minutes], minutes_per_point=30)

    assert found.points * 30 <= sum(minutes) < (found.points + 1) * 30


async def test_hours_become_points_month_by_month(
    credit: ServiceKit, community: RegionReplica
) -> None:
    volunteer = a_volunteer(community)
    mine = volunteer.volunteer_id
    await credit.receive(volunteer)

    await credit.receive(
        served(mine, community, 45),
        served(mine, community, 50),
        served(mine, community, 59, on=APRIL),
    )

    shown = (await points(credit, volunteer)).json()
    assert (shown["posted"], shown["available"], shown["arrears"]) == (4, 4, 0)
    assert shown["months"] == [
        {"month": "2026-04-01", "minutes": 59, "points": 1, "posted": 1},
        {"month": "2026-03-01", "minutes": 95, "points": 3, "posted": 3},
    ]


async def test_points_are_a_unit_of_their_own_and_told_to_nobody(
    credit: ServiceKit, community: RegionReplica
) -> None:
    volunteer = a_volunteer(community)
    await credit.receive(volunteer, served(volunteer.volunteer_id, community, 60))

    async with credit.begin() as uow:
        accounts = (await uow.session.scalars(select(Account))).all()
        transfer = (await uow.session.scalars(select(Transfer))).one()
    mine = {account.id: account for account in accounts}
    assert {mine[transfer.debit].unit, mine[transfer.credit].unit} == {Unit.VOLUNTEER_POINT}
    assert mine[transfer.debit].kind is AccountKind.ISSUE
    assert mine[transfer.credit].number is not None
    assert str(volunteer.person_id) not in str(transfer.explanation)
    assert await credit.events("credit.transfer.posted.v1") == []
    assert await credit.events("credit.account.opened.v1") == []


async def test_a_correction_takes_points_back(credit: ServiceKit, community: RegionReplica) -> None:
    volunteer = a_volunteer(community)
    hours = served(volunteer.volunteer_id, community, 120)
    await credit.receive(volunteer, hours, not_served(hours, 60))

    shown = (await points(credit, volunteer)).json()

    assert (shown["posted"], shown["months"][0]["minutes"]) == (2, 60)


async def test_a_rate_set_for_the_past_leaves_the_points_that_were_told(
    credit: ServiceKit, community: RegionReplica
) -> None:
    volunteer = a_volunteer(community)
    await credit.receive(volunteer, served(volunteer.volunteer_id, community, 120))
    setting = {"name": "credit.volunteer.minutes_per_point", "value": 60, "source": "太民发1号"}
    since = {"region_id": str(community.id), "valid_from": "2026-01-01T00:00:00+08:00"}
    officer = credit.actor(Role.CITY_ADMIN, region=community)

    made = await credit.post("/policies", setting | since, as_=officer)
    await credit.receive(served(volunteer.volunteer_id, community, 60))

    assert datetime.fromisoformat(made.json()["valid_from"]) == credit.now
    assert (await points(credit, volunteer)).json()["posted"] == 6


async def test_a_repeated_entry_counts_once(credit: ServiceKit, community: RegionReplica) -> None:
    volunteer = a_volunteer(community)
    hours = served(volunteer.volunteer_id, community, 60)

    await credit.receive(volunteer, hours, hours, hours.model_copy())

    assert (await points(credit, volunteer)).json()["posted"] == 2


@pytest.mark.parametrize("role", [*Role])
async def test_nobody_but_the_volunteer_sees_his_points(
    credit: ServiceKit, community: RegionReplica, role: Role
) -> None:
    volunteer = a_volunteer(community)
    await credit.receive(volunteer, served(volunteer.volunteer_id, community, 60))
    other = credit.actor(role, region=community, person=ids.new())

    answer = await credit.get(f"/volunteers/{volunteer.number}/points", as_=other)
    listed = await credit.get("/accounts", as_=credit.actor(Role.AUDITOR, region=community))

    assert answer.status_code == 404
    assert listed.json()["items"] == []


async def test_without_a_token_there_are_no_points_and_a_wrong_number_is_named(
    credit: ServiceKit, community: RegionReplica
) -> None:
    volunteer = a_volunteer(community)
    await credit.receive(volunteer)

    anonymous = await credit.get(f"/volunteers/{volunteer.number}/points")
    wrong = await points(credit, volunteer.model_copy(update={"number": "V12"}))
    none_yet = await points(credit, volunteer)

    assert (anonymous.status_code, wrong.status_code) == (401, 422)
    assert (none_yet.json()["posted"], none_yet.json()["months"]) == (0, [])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_every_order_of_arrival_has_one_outcome(
    credit: ServiceKit, community: RegionReplica, data: Any
) -> None:
    volunteer = a_volunteer(community)
    mine = volunteer.volunteer_id
    first, second = served(mine, community, 100), served(mine, community, 45, on=APRIL)
    facts = [
        *(volunteer, first, second, served(mine, community, 55, on=MARCH_20)),
        *(not_served(first, 40), not_served(second, 45)),
    ]

    await credit.receive(*data.draw(st.permutations(facts)))

    async with credit.begin() as uow:
        account = (
            await uow.session.scalars(select(Account).where(Account.volunteer_id == mine))
        ).one()
        balance = await uow.session.get_one(Balance, account.id, populate_existing=True)
        total = await uow.session.scalar(select(func.coalesce(func.sum(Entry.amount), 0)))
    assert (balance.posted, balance.arrears, total) == ((100 + 55 - 40) // 30, 0, 0)
    assert await days_of(credit, account.id) == [(MARCH_20, 3)]
