"""What a draft would have made of the past: who gains, who loses, who changes tier."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.credit.account.model import Account, Balance
from services.credit.earning.model import Earning
from services.credit.simulation import use_cases
from services.credit.transfer.model import Entry, Transfer
from shared import ids
from shared.access import Role
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.contracts import Contract
from tests.credit.given import an_order, confirmed, given_an_organization, rated
from tests.credit.policies import (
    DRAFTS,
    SOON,
    a_draft,
    drafted,
    officer,
    publish,
    published,
    shipped,
    simulated,
)

LAST_WEEK = MONDAY - timedelta(days=7)


async def serve(
    credit: ServiceKit, organization: UUID, region: RegionReplica, score: int, **fields: Any
) -> None:
    """A group of thirty was served last week and rated: 300 credits at a score of 4."""
    order = an_order(organization, region, at=fields.pop("at", LAST_WEEK))
    told = confirmed(order, **{"kind": "group", "beneficiaries": 30} | fields)
    await credit.receive(told, rated(order, score))


async def said(
    credit: ServiceKit, draft: dict[str, Any], region: RegionReplica, **asked: Any
) -> dict[str, dict[str, Any]]:
    """What the simulation says of each organization."""
    place = f"{DRAFTS}/{draft['id']}/simulation/organizations"
    listed = await credit.get(place, as_=officer(credit, region), params=asked)
    return {row["organization_id"]: row for row in listed.json()["items"]}


def figures(row: dict[str, Any]) -> list[int]:
    names = ("conversions", "before", "after", "difference", "tier_before", "tier_after")
    return [row[name] for name in names]


async def test_it_says_who_gains_loses_and_changes_tier(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    gaining, losing, other = [await given_an_organization(credit, community) for _ in range(3)]
    await serve(credit, gaining, community, 4)
    await serve(credit, gaining, community, 5)
    await serve(credit, losing, community, 2, kind="casework", beneficiaries=25)
    await serve(credit, other, community, 1)
    weights = (await shipped(credit))["kinds"] | {"group": 20_000, "casework": 10_000}
    draft = await drafted(credit, city, kinds=weights)

    made = await simulated(credit, draft, city)

    rows = await said(credit, draft, city)
    assert figures(rows[str(gaining)]) == [2, 660, 1_320, 660, 1, 2]
    assert figures(rows[str(losing)]) == [1, 150, 100, -50, 0, 0]
    assert figures(rows[str(other)]) == [1, 0, 0, 0, 0, 0]
    assert rows[str(gaining)]["name"] == "太仓市娄东社会工作服务社"
    totals = ("organizations", "conversions", "before", "after", "gaining", "losing", "raised")
    assert [made[name] for name in totals] == [3, 4, 810, 1_420, 1, 1, 1]
    assert "1 个组织增加，1 个减少，1 个等级上升，0 个下降" in made["zh"]
    for change, found in (("gain", gaining), ("loss", losing), ("tier", gaining)):
        assert [*await said(credit, draft, city, change=change)] == [str(found)]


async def test_nothing_but_its_own_rows_is_written(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    organization = await given_an_organization(credit, community)
    await serve(credit, organization, community, 4)
    await credit.tick()
    draft = await drafted(credit, city, bands=[[None, 9_999]])

    async def stands() -> list[Any]:
        async with credit.begin() as uow:
            counted = [
                select(func.count(), func.sum(Entry.amount), func.max(Entry.seq)),
                select(func.count(), func.sum(Transfer.amount)),
                select(func.count(), func.sum(Earning.amount), func.sum(Earning.version)),
                select(Balance.posted, Balance.held, Balance.version, Balance.head),
                select(Account.tier, Account.version).where(Account.tier > 0),
            ]
            return [(await uow.session.execute(one)).all() for one in counted]

    before = await stands()
    made = await simulated(credit, draft, city)

    assert made["after"] > made["before"] == 300
    assert await stands() == before


HOUSEHOLDS = [ids.new() for _ in range(2)]
orders = st.lists(
    st.fixed_dictionaries(
        {
            "score": st.integers(1, 5),
            "hours": st.integers(1, 24 * 50),
            "kind": st.sampled_from(["menu", "group", "casework"]),
            "beneficiaries": st.integers(0, 300),
            "vulnerable": st.booleans(),
            "household_id": st.sampled_from([None, *HOUSEHOLDS]),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(served=orders, days=st.sampled_from([30, 45]))
async def test_the_policy_in_force_changes_nothing_of_its_own_history(
    credit: ServiceKit, served: list[dict[str, Any]], days: int
) -> None:
    """Whatever happened; and where more days are counted nobody gains."""
    city, _, community = await credit.regions()
    organization = await given_an_organization(credit, community)
    for one in served:
        fields = {name: one[name] for name in one if name not in ("score", "hours")}
        at = MONDAY - timedelta(hours=one["hours"])
        await serve(credit, organization, community, one["score"], at=at, **fields)
    draft = await drafted(credit, city, household_days=days)

    made = await simulated(credit, draft, city)

    assert made["conversions"] == len(served)
    assert (made["before"] == made["after"]) if days == 30 else (made["gaining"] == 0)


async def test_a_households_orders_are_counted_back_as_the_draft_says(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    organization, home = await given_an_organization(credit, community), ids.new()
    for days in (40, 35, 3):
        at = MONDAY - timedelta(days=days)
        await serve(credit, organization, community, 4, at=at, household_id=home)
    longer = await drafted(credit, city, household_days=60)
    shorter = await drafted(credit, city, household_days=2, household_turns=[10_000, 0])

    assert (await simulated(credit, longer, city))["after"] == 300 + 300 + 150
    assert (await simulated(credit, shorter, city))["after"] == 900


async def test_where_a_nearer_version_held_the_draft_would_have_changed_nothing(
    credit: ServiceKit,
) -> None:
    city, street, community = await credit.regions()
    beside = await credit.region(parent=await credit.region(parent=city, level="street"))
    elsewhere, _, _ = await credit.regions()
    organization = await given_an_organization(credit, community)
    await published(credit, street, valid_from=SOON)
    credit.now = SOON + timedelta(days=1)
    for region in (community, beside, elsewhere):
        await serve(credit, organization, region, 4, at=SOON)
    weights = (await shipped(credit))["kinds"] | {"group": 20_000}
    later = SOON + timedelta(days=30)
    draft = await drafted(credit, city, valid_from=later, kinds=weights)
    nearer = await drafted(credit, street, valid_from=later, kinds=weights)

    over_city = await simulated(credit, draft, city, last="2026-03-05")
    over_street = await simulated(credit, nearer, city, last="2026-03-05")

    assert (over_city["conversions"], over_city["after"]) == (1, 600)
    assert (over_street["conversions"], over_street["after"]) == (1, 600)


async def test_what_contracts_delivered_is_simulated_by_the_month(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    contract = Contract(community)
    credit.now = MONDAY + timedelta(days=60)
    told = ["organization", "log", "same people", "next month", "final"]
    await credit.receive(*(contract.facts[name] for name in told))
    weights = (await shipped(credit))["kinds"] | {"group": 20_000}
    draft = await drafted(credit, city, valid_from=credit.now + timedelta(days=2), kinds=weights)

    march = await simulated(credit, draft, city, last="2026-03-31")
    both = await simulated(credit, draft, city, last="2026-04-30")

    assert (march["conversions"], march["before"], march["after"]) == (1, 144, 288)
    assert (both["conversions"], both["before"], both["after"]) == (2, 180, 360)


async def test_days_outside_the_window_are_left_out(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    organization = await given_an_organization(credit, community)
    for days in (1, 7, 14):
        await serve(credit, organization, community, 4, at=MONDAY - timedelta(days=days))
    draft = await drafted(credit, city, bands=[[None, 20]])

    made = await simulated(credit, draft, city, first="2026-02-23", last="2026-02-28")

    assert (made["conversions"], made["before"], made["after"]) == (1, 300, 600)


async def test_it_goes_on_step_by_step_until_every_account_was_looked_at(
    credit: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, _, community = await credit.regions()
    for _ in range(3):
        await serve(credit, await given_an_organization(credit, community), community, 4)
    draft, by = await drafted(credit, city, bands=[[None, 20]]), officer(credit, city)
    monkeypatch.setattr(use_cases, "EARNINGS_AT_ONCE", 0)
    place = f"{DRAFTS}/{draft['id']}/simulation"
    asked = {"first": "2026-01-01", "last": "2026-03-02"}
    await credit.post(place, asked, as_=by)

    await credit.tick()
    half = (await credit.get(place, as_=by)).json()
    early = await publish(credit, draft, officer(credit, city))
    for _ in range(3):
        await credit.tick(credit.now + timedelta(seconds=1))
    whole = (await credit.get(place, as_=by)).json()

    assert (half["organizations"], half["done_at"], early.status_code) == (1, None, 409)
    assert "测算进行中" in half["zh"]
    assert (whole["organizations"], whole["after"]) == (3, 1_800)
    assert whole["done_at"] is not None


async def test_a_draft_written_anew_meanwhile_is_not_taken_for_simulated(
    credit: ServiceKit,
) -> None:
    city, _, community = await credit.regions()
    await serve(credit, await given_an_organization(credit, community), community, 4)
    draft, by = await drafted(credit, city), officer(credit, city)
    place = f"{DRAFTS}/{draft['id']}"
    asked = {"first": "2026-01-01", "last": "2026-03-02"}
    await credit.post(place + "/simulation", asked, as_=by)
    await credit.put(place, await a_draft(credit, city), as_=by, if_match="*")

    await credit.tick(credit.now + timedelta(seconds=1))

    assert (await credit.get(place, as_=by)).json()["state"] == "draft"
    assert (await credit.get(place + "/simulation", as_=by)).status_code == 404


@pytest.mark.parametrize(
    ("pointer", "first", "last"),
    [
        ("/last", "2026-03-01", "2026-03-03"),
        ("/first", "2026-03-02", "2026-03-01"),
        ("/first", "2020-01-01", "2026-03-01"),
        ("/first", "yesterday", "2026-03-01"),
        ("/first", "0001-01-01", "0003-01-01"),
    ],
)
async def test_only_so_much_of_the_past_is_simulated(
    credit: ServiceKit, pointer: str, first: str, last: str
) -> None:
    city, _, _ = await credit.regions()
    draft = await drafted(credit, city)
    place, asked = f"{DRAFTS}/{draft['id']}/simulation", {"first": first, "last": last}

    answer = await credit.post(place, asked, as_=officer(credit, city))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_published_version_is_not_simulated_anew_but_its_simulation_stays(
    credit: ServiceKit,
) -> None:
    city, _, community = await credit.regions()
    await serve(credit, await given_an_organization(credit, community), community, 4)
    made = await published(credit, city)
    place, today = f"{DRAFTS}/{made['id']}/simulation", date(2026, 3, 2).isoformat()

    again = await credit.post(place, {"first": today, "last": today}, as_=officer(credit, city))
    kept = await credit.get(place, as_=credit.actor(Role.AUDITOR, region=city))

    assert again.status_code == 409
    assert kept.json()["conversions"] == 1


async def test_a_kind_weighed_while_a_draft_waited_keeps_its_weight(credit: ServiceKit) -> None:
    city, street, _ = await credit.regions()
    draft = await drafted(credit, street, valid_from=SOON + timedelta(days=1))
    await simulated(credit, draft, street)
    weights = (await shipped(credit))["kinds"]
    await published(credit, city, kinds=weights | {"legal_aid": 11_000})

    answer = await publish(credit, draft, officer(credit, street))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/document/kinds")
