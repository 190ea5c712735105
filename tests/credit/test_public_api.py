"""What everyone may know, and what nobody may."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from services.credit.public.rules import SMALL_CELL, Bar, chart, months_back
from services.credit.transfer.model import TransferKind
from shared import ids
from shared.clock import LOCAL
from shared.contracts.procurement import (
    IntegrityViolated,
    ServiceLogRejected,
    ServiceLogVerified,
)
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.book import Book
from tests.credit.given import (
    an_order,
    at,
    confirmed,
    disputed,
    given_an_organization,
    organization_state,
    rated,
)
from tests.credit.spending import a_scene

APRIL = datetime(2026, 4, 10, 10, 0, tzinfo=LOCAL)


async def given_orders(credit: ServiceKit, region: RegionReplica, number: int) -> UUID:
    """An organization with so many orders in March, each worth 12 credits."""
    organization_id = await given_an_organization(credit, region)
    for _ in range(number):
        order = an_order(organization_id, region)
        await credit.receive(confirmed(order), rated(order, 5))
    credit.now = APRIL
    return organization_id


def a_log(contract: UUID, organization: UUID, region: RegionReplica) -> ServiceLogVerified:
    return ServiceLogVerified(
        project_id=ids.new(),
        cluster_id=None,
        record_sha256="0" * 64,
        log_id=ids.new(),
        contract_id=contract,
        item_id=ids.new(),
        organization_id=organization,
        region_id=region.id,
        method="groupwork",
        served_on=date(2026, 3, 2),
        beneficiary_tokens=["t1"],
        vulnerable=False,
        at=MONDAY,
    )


async def public(credit: ServiceKit, what: str, **params: Any) -> dict[str, Any]:
    answer = await credit.get(f"/public/{what}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_leaderboard_explains_each_figure(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    organization_id = await given_orders(credit, community, SMALL_CELL)

    found = await public(credit, "leaderboard", region=community.id)

    (leader,) = found["items"]
    assert (leader["organization_id"], leader["earned"]) == (str(organization_id), 60)
    assert (found["since"], found["until"]) == ("2025-04-01", "2026-04-01")
    assert "所得 5 笔" in leader["zh"]


@pytest.mark.parametrize(
    ("period", "since", "until", "leaders"),
    [
        ("2026", "2026-01-01", "2027-01-01", 1),
        ("2026-03", "2026-03-01", "2026-04-01", 1),
        ("2026-12", "2026-12-01", "2027-01-01", 0),
        ("2025", "2025-01-01", "2026-01-01", 0),
    ],
)
async def test_a_leaderboard_is_that_of_the_period_asked_for(
    credit: ServiceKit, period: str, since: str, until: str, leaders: int
) -> None:
    _, _, community = await credit.regions()
    await given_orders(credit, community, SMALL_CELL)

    found = await public(credit, "leaderboard", region=community.id, period=period)

    assert (found["since"], found["until"], len(found["items"])) == (since, until, leaders)


async def test_a_figure_of_few_postings_is_withheld(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    await given_orders(credit, community, SMALL_CELL - 1)

    leaders = await public(credit, "leaderboard", region=community.id)
    totals = await public(credit, "totals", region=community.id)

    assert (leaders["items"], leaders["withheld"]) == ([], 1)
    assert totals["months"] == [
        {"month": "2026-03", "earned": None, "postings": None, "organizations": None}
    ]


async def test_an_order_that_is_taken_back_and_posted_anew_is_one_figure_s_only_ground(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    order = an_order(organization_id, community)
    await credit.receive(confirmed(order), rated(order, 5))
    for day in range(1, SMALL_CELL):
        await credit.receive(
            disputed(order, after=timedelta(days=day)),
            confirmed(order | {"at": at(24 * day + 1)}),
        )
    credit.now = APRIL

    leaders = await public(credit, "leaderboard", region=community.id)
    (month,) = (await public(credit, "totals", region=community.id))["months"]

    assert (leaders["items"], leaders["withheld"], month["earned"]) == ([], 1, None)


async def test_totals_are_those_of_the_region_asked_for(credit: ServiceKit) -> None:
    _, street, community = await credit.regions()
    elsewhere = await credit.region(parent=street)
    await given_orders(credit, community, SMALL_CELL)

    here = await public(credit, "totals", region=street.id)
    there = await public(credit, "totals", region=elsewhere.id)

    assert [one["earned"] for one in here["months"]] == [60]
    assert there["months"] == []


async def test_a_street_less_the_communities_that_are_shown_tells_no_small_figure(
    credit: ServiceKit,
) -> None:
    city, street, few = await credit.regions()
    least, most = [await credit.region(parent=street) for _ in range(2)]
    for region, number in ((few, SMALL_CELL - 1), (least, SMALL_CELL), (most, SMALL_CELL + 1)):
        await given_orders(credit, region, number)

    shown = {
        region.id: (await public(credit, "totals", region=region.id))["months"][0]["earned"]
        for region in (city, street, few, least, most)
    }
    counted = [
        (await public(credit, "openness", region=region.id))["orders"]["total"]
        for region in (street, few, least, most)
    ]

    assert [*shown.values()] == [180, 180, None, None, 72]
    assert counted == [15, None, None, 6]


async def test_totals_go_back_twelve_months_this_one_included(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    for month in (3, 4):
        for day in range(1, SMALL_CELL + 1):
            order = an_order(
                organization_id, community, at=datetime(2025, month, day, tzinfo=LOCAL)
            )
            await credit.receive(confirmed(order), rated(order, 5))

    found = await public(credit, "totals", region=community.id)
    drawn = await credit.get("/public/totals.svg", params={"region": community.id})

    assert (found["since"], [one["month"] for one in found["months"]]) == (
        "2025-04-01",
        ["2025-04"],
    )
    assert "2025-03" not in drawn.text


async def test_the_chart_is_a_picture_with_its_figures_as_text(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    await given_orders(credit, community, SMALL_CELL)

    answer = await credit.get("/public/totals.svg", params={"region": community.id})

    assert answer.headers["content-type"] == "image/svg+xml"
    texts = [node.text for node in ET.fromstring(answer.text).iter() if node.text]
    assert {"2026-03", "60"} <= {*texts}


async def test_the_policy_in_force_is_public(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()

    assert (await public(credit, "policy", region=community.id))["number"] == 1


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 4, 10), date(2025, 4, 1)),
        (date(2026, 1, 31), date(2025, 1, 1)),
        (date(2024, 2, 29), date(2023, 2, 1)),
    ],
)
def test_twelve_months_back_is_the_first_of_a_month(today: date, since: date) -> None:
    assert months_back(today) == since
    assert months_back(today, 0) <= today < months_back(today, 0) + timedelta(days=31)


def test_an_empty_chart_is_still_a_picture() -> None:
    assert ET.fromstring(chart("无", [])).tag.endswith("svg")
    assert "&lt;" in chart("<", [Bar("<", None)])


async def test_the_share_of_young_organizations_is_told(credit: ServiceKit) -> None:
    _, street, community = await credit.regions()
    for founded, number in ((date(2025, 6, 1), 2), (date(2020, 1, 1), 3), (None, 1)):
        told = organization_state(community, founded_on=founded)
        await credit.receive(told)
        for _ in range(number):
            await credit.receive(confirmed(an_order(told.organization_id, community)))
    credit.now = APRIL

    found = await public(credit, "openness", region=street.id)

    assert (found["since"], found["until"]) == ("2025-04-01", "2026-04-01")
    assert found["orders"] == {"total": 6, "young": 2, "unknown": 1, "share": 4_000}
    assert found["contracts"] == {"total": None, "young": None, "unknown": None, "share": None}


async def test_a_contract_counts_by_the_day_its_service_began(credit: ServiceKit) -> None:
    _, street, community = await credit.regions()
    young = organization_state(community, founded_on=date(2026, 1, 1))
    await credit.receive(young)
    for _ in range(SMALL_CELL):
        await credit.receive(a_log(ids.new(), young.organization_id, community))
    credit.now = APRIL

    found = await public(credit, "openness", region=street.id)

    assert found["contracts"] == {"total": 5, "young": 5, "unknown": 0, "share": 10_000}


@pytest.mark.parametrize("decided", [ServiceLogRejected, IntegrityViolated])
async def test_a_contract_whose_services_were_all_struck_has_not_begun(
    credit: ServiceKit, decided: type[ServiceLogRejected | IntegrityViolated]
) -> None:
    _, street, community = await credit.regions()
    young = organization_state(community, founded_on=date(2026, 1, 1))
    await credit.receive(young)
    for struck in (True, *[False] * SMALL_CELL):
        log = a_log(ids.new(), young.organization_id, community)
        await credit.receive(log)
        if struck:
            about = log.model_dump(exclude={"at"}) | {"log_ids": [log.log_id]}
            told = {name: about[name] for name in decided.model_fields if name in about}
            await credit.receive(decided(**told, at=log.at + timedelta(hours=1)))
    credit.now = APRIL

    found = await public(credit, "openness", region=street.id)

    assert found["contracts"]["total"] == SMALL_CELL


async def test_what_takes_back_a_redemption_was_not_earned(credit: ServiceKit) -> None:
    scene = await a_scene(credit)
    for _ in range(SMALL_CELL):
        await scene.earn(10)
    book = Book(credit, scene.community, scene.account_id)
    redeemed = await book.capture(await book.hold(20), 20)
    await book.undo(redeemed, 20)
    await scene.earn(7, kind=TransferKind.GRANT)
    credit.now = APRIL

    found = await public(credit, "leaderboard", region=scene.community.id)

    assert [leader["earned"] for leader in found["items"]] == [57]
