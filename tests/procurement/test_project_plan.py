"""A plan says where and for whom; what it says of that exists."""

from typing import Any

import pytest

from shared import ids
from tests.procurement.delivery import Delivery
from tests.procurement.market import SHA, Market, yuan


@pytest.mark.parametrize("named", ["nobody", "the street", "of another street"])
async def test_a_plan_names_communities_of_its_region(market: Market, named: str) -> None:
    other = await market.kit.region(parent=market.city, level="street", kind="street")
    far = await market.kit.region(parent=other)
    wrong = {"nobody": ids.new(), "the street": market.street.id, "of another street": far.id}
    served = [str(market.community.id), str(wrong[named])]
    plan = market.plan(await market.fund(), communities=served)
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": SHA}
    told = {"region_id": str(market.street.id), "sources": [source], "plan": plan}

    answer = await market.kit.post("/projects", told, as_=market.buyer)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/plan/communities/1"


async def test_what_is_wrong_with_a_plan_is_told_where_the_plan_stands(market: Market) -> None:
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": SHA}
    plan = market.plan(await market.fund(), ceiling=yuan(39_999))
    told = {"region_id": str(market.street.id), "sources": [source], "plan": plan}

    answer = await market.kit.post("/projects", told, as_=market.buyer)

    assert answer.json()["errors"][0]["pointer"] == "/plan/ceiling"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "pointers"),
    [
        ("2026-03-01", "2026-03-01", []),
        ("2026-03-01", "2026-02-28", ["/plan/ends_on"]),
        ("2026-03-01", "2027-02-28", []),
        ("2026-03-01", "2027-03-01", ["/plan/ends_on"]),
        ("2027-03-01", "2028-02-29", []),
        ("2027-03-01", "2028-03-01", ["/plan/ends_on"]),
        ("2028-02-29", "2029-02-28", []),
        ("2028-02-29", "2029-03-01", ["/plan/ends_on"]),
    ],
)
async def test_a_plan_runs_for_a_year_at_most_and_no_day_longer(
    market: Market, starts_on: str, ends_on: str, pointers: list[str]
) -> None:
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": SHA}
    plan = market.plan(await market.fund(), starts_on=starts_on, ends_on=ends_on)
    told = {"region_id": str(market.street.id), "sources": [source], "plan": plan}

    answer = await market.kit.post("/projects", told, as_=market.buyer)

    assert [one["pointer"] for one in answer.json().get("errors", [])] == pointers
    assert answer.status_code == (422 if pointers else 201)


@pytest.mark.parametrize(
    ("groups", "answers"),
    [(["empty_nest", "widowers"], [422, "/target_groups/1"]), ([], [201]), (["elderly"], [201])],
)
async def test_a_plan_is_for_known_groups_or_for_everyone(
    market: Market, groups: list[str], answers: list[Any]
) -> None:
    brief, fund_id = await market.brief(), await market.fund()
    plan = market.plan(fund_id, target_groups=groups)

    answer = await market.kit.post(f"/briefs/{brief['id']}/acceptance", plan, as_=market.buyer)

    pointers = [one["pointer"] for one in answer.json().get("errors", [])]
    assert [answer.status_code, *pointers] == answers


async def test_tokens_are_issued_for_the_groups_of_the_contract(delivery: Delivery) -> None:
    path = f"{delivery.path}/beneficiaries"
    asked = {"target_group": "elderly", "count": 1}

    answer = await delivery.market.kit.post(path, asked, as_=delivery.manager)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/target_group"
    assert "empty_nest" in answer.json()["detail"]


async def test_the_resolution_that_a_brief_names_is_a_source_of_its_project(
    market: Market,
) -> None:
    resolution = {"id": ids.new(), "sha256": "b" * 64}
    named = {f"resolution_{name}": value for name, value in resolution.items()}
    brief = await market.brief(**named)
    asked = market.plan(await market.fund())

    path = f"/briefs/{brief['id']}/acceptance"
    project = await market.must(path, asked, as_=market.buyer, status=201)

    assert brief["resolution_id"] == str(resolution["id"])
    cluster, resolved = project["sources"]
    assert (cluster["type"], resolved["type"]) == ("need_cluster", "resolution")
    assert resolved["snapshot_sha256"] == resolution["sha256"]
