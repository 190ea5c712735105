from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared import ids
from shared.access import Role
from shared.clock import LOCAL
from shared.policy import Policy
from tests.procurement.market import Market, yuan

REASON = {"reason": "人员变动，无法按期承接该项目"}


async def listing_of(market: Market, project: dict[str, Any]) -> dict[str, Any]:
    listed = await market.kit.get("/listings")
    (found,) = [one for one in listed.json()["items"] if one["project_id"] == project["id"]]
    return dict(found)


async def set_policy(market: Market, name: str, value: Any) -> None:
    async with market.kit.begin() as uow:
        uow.add(
            Policy(
                name=name,
                region_id=market.city.id,
                value={"value": value},
                valid_from=market.kit.now,
                valid_to=None,
                source="test",
            )
        )


@pytest.mark.parametrize(
    ("serves", "here", "beside", "above"),
    [("nobody named", True, True, True), ("this one", True, False, True)],
)
async def test_a_community_sees_what_its_street_offers_it(
    market: Market, serves: str, *, here: bool, beside: bool, above: bool
) -> None:
    other = await market.kit.region(parent=market.street)
    named = [] if serves == "nobody named" else [str(market.community.id)]
    brief = await market.brief(region_id=market.street.id)
    plan = market.plan(await market.fund(), communities=named)
    project = await market.must(
        f"/briefs/{brief['id']}/acceptance", plan, as_=market.buyer, status=201
    )
    await market.step(project, "submission", "approval", "funding")
    await market.must(f"/projects/{project['id']}/listing", as_=market.buyer, status=201)

    shown = []
    for region in (market.community, other, market.city):
        listed = await market.kit.get("/listings", params={"region": str(region.id)})
        shown.append(project["id"] in [one["project_id"] for one in listed.json()["items"]])

    assert shown == [here, beside, above]


async def test_the_first_organization_wins_and_the_second_is_told_when(market: Market) -> None:
    project = await market.listed()
    first, second = await market.organization(), await market.organization(tier="filed")

    won, lost = await market.claim(project, *first), await market.claim(project, *second)

    assert won.status_code == 201
    assert won.json()["state"] == "won"
    assert won.json()["confirm_by"] == "2026-03-04T02:00:00Z"
    assert won.json()["publicity_ends_at"] == "2026-03-05T09:30:00Z"
    assert lost.status_code == 409
    assert lost.json()["type"] == "/problems/claim-lost"
    assert lost.json()["won_at"].startswith("2026-03-02T")
    assert str(first[0]) not in lost.text
    (told,) = await market.kit.events("procurement.claim.won.v1")
    assert told["organization_id"] == str(first[0])
    assert told["record_sha256"] == won.json()["record_sha256"]


async def test_who_claims_again_what_he_won_is_not_told_that_another_was_faster(
    market: Market,
) -> None:
    project = await market.listed()
    winner = await market.organization()
    won = await market.claim(project, *winner)

    again = await market.claim(project, *winner)

    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-claimed")
    assert again.json()["won_at"] == won.json()["won_at"]
    assert "确认" in again.json()["detail"]


async def test_everyone_may_read_who_has_won(market: Market) -> None:
    project = await market.listed()
    organization, manager = await market.organization()
    await market.claim(project, organization, manager)

    shown = await listing_of(market, project)

    assert (shown["state"], shown["organization_id"]) == ("taken", str(organization))
    assert shown["publicity_ends_at"] is not None


async def test_the_rules_of_the_listing_hold_to_the_end(market: Market) -> None:
    await set_policy(market, "claim.window", {"value": 7, "unit": "day"})
    project = await market.listed()
    await set_policy(market, "claim.confirmation", {"value": 1, "unit": "h"})

    won = await market.claim(project, *await market.organization())

    (told,) = await market.kit.events("procurement.project.listed.v1")
    assert told["closes_at"].startswith("2026-03-09T")
    assert won.json()["confirm_by"] == "2026-03-04T02:00:00Z"


async def test_limits_that_are_lowered_hold_for_what_is_listed_later(market: Market) -> None:
    fund = await market.fund()
    before = await market.listed(fund)
    later = await market.step(await market.project(fund), "submission", "approval", "funding")
    await set_policy(market, "claim.value_max_fen", 3_999_999)
    await set_policy(market, "claim.year_max_fen", 3_999_999)
    first, second = await market.organization(), await market.organization()
    claim = (await market.claim(before, *first)).json()
    await market.must(f"/claims/{claim['id']}/release", REASON, as_=first[1])

    again = await market.claim(before, *second)
    new = await market.kit.post(f"/projects/{later['id']}/listing", as_=market.buyer)

    assert again.status_code == 201, again.text
    assert new.json()["type"] == "/problems/must-compete"


async def test_what_is_too_dear_is_not_given_away_without_competition(market: Market) -> None:
    dear = {
        "ceiling": yuan(50_001),
        "budget_lines": [{"fund_id": (fund := await market.fund()), "amount": yuan(50_001)}],
    }
    project = await market.project(fund, **dear)
    await market.step(project, "submission", "approval", "funding")

    answer = await market.kit.post(f"/projects/{project['id']}/listing", as_=market.buyer)

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/must-compete"
    assert answer.json()["limit"] == "50000.00"


async def test_a_project_that_was_never_listed_is_told_so(market: Market) -> None:
    project = await market.project()

    answers = [
        await market.kit.post(f"/projects/{project['id']}/{step}", asked, as_=market.buyer)
        for step, asked in {
            "listing/withdrawal": {"reason": "该项目改期，先行撤下。"},
            "contract": {},
        }.items()
    ]

    for answer in answers:
        told = answer.json()
        assert (answer.status_code, told["type"]) == (409, "/problems/not-listed"), told
        assert told["detail"] == "该项目尚未发布认领，请先发布。"


async def test_only_a_funded_project_is_listed(market: Market) -> None:
    project = await market.project()

    answer = await market.kit.post(f"/projects/{project['id']}/listing", as_=market.buyer)

    assert answer.json()["type"] == "/problems/illegal-move"


async def test_a_claim_that_is_not_confirmed_opens_the_project_to_others(
    market: Market,
) -> None:
    project = await market.listed()
    first, second = await market.organization(), await market.organization()
    claim = (await market.claim(project, *first)).json()
    late = market.kit.now + timedelta(hours=48)

    await market.kit.tick(late)
    again = await market.claim(project, *first)
    won = await market.claim(project, *second)
    confirmed = await market.kit.post(f"/claims/{claim['id']}/confirmation", as_=first[1])

    assert again.json()["type"] == "/problems/claimed-before"
    assert won.status_code == 201
    assert confirmed.status_code == 409
    assert (await listing_of(market, project))["round_no"] == 2


async def test_at_the_instant_of_expiry_a_confirmation_is_too_late(market: Market) -> None:
    project = await market.listed()
    organization, manager = await market.organization()
    claim = (await market.claim(project, organization, manager)).json()
    market.kit.now += timedelta(hours=48)

    answer = await market.kit.post(f"/claims/{claim['id']}/confirmation", as_=manager)

    assert answer.json()["type"] == "/problems/confirmation-over"


async def test_a_listing_nobody_claims_lapses_and_can_be_listed_anew(market: Market) -> None:
    project = await market.listed()
    late = await market.organization()
    market.kit.now += timedelta(days=5)

    too_late = await market.claim(project, *late)
    await market.kit.tick(market.kit.now)
    again = await market.kit.post(f"/projects/{project['id']}/listing", as_=market.buyer)

    assert too_late.json()["type"] == "/problems/listing-closed"
    assert again.status_code == 201


async def test_a_claim_given_up_opens_the_project_again(market: Market) -> None:
    project = await market.listed()
    first, second = await market.organization(), await market.organization()
    claim = (await market.claim(project, *first)).json()

    released = await market.must(f"/claims/{claim['id']}/release", REASON, as_=first[1])

    assert released["end_reason"] == REASON["reason"]
    assert (await market.claim(project, *second)).status_code == 201


async def test_a_claim_is_given_up_only_as_it_was_seen(market: Market) -> None:
    project = await market.listed()
    organization, manager = await market.organization()
    claim = (await market.claim(project, organization, manager)).json()
    path, seen = f"/claims/{claim['id']}/release", f'"{claim["version"]}"'

    stale = await market.kit.post(path, REASON, as_=manager, if_match='"99"')
    done = await market.kit.post(path, REASON, as_=manager, if_match=seen)

    assert (stale.status_code, stale.json()["etag"]) == (412, seen)
    assert done.status_code == 200


async def test_a_listing_is_withdrawn_with_its_claim(market: Market) -> None:
    project = await market.listed()
    first = await market.organization()
    claim = (await market.claim(project, *first)).json()

    await market.must(f"/projects/{project['id']}/listing/withdrawal", REASON, as_=market.buyer)

    shown = await market.kit.get(f"/claims/{claim['id']}", as_=first[1])
    assert shown.json()["state"] == "released"
    left = await market.kit.get(f"/projects/{project['id']}", as_=market.buyer)
    assert left.json()["state"] == "funded"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"state": "suspended"}, "ineligible"),
        ({"state": "merged"}, "ineligible"),
        ({"state": "split"}, "ineligible"),
        ({"tier": "community_managed"}, "ineligible"),
    ],
)
async def test_only_an_active_registered_or_filed_organization_claims(
    market: Market, fields: dict[str, Any], kind: str
) -> None:
    project = await market.listed()

    answer = await market.claim(project, *await market.organization(**fields))

    assert answer.status_code == 403
    assert answer.json()["type"] == f"/problems/{kind}"


async def test_who_designed_the_project_may_not_claim_it(market: Market) -> None:
    organization, manager = await market.organization()
    project = await market.listed(designer_organization_ids=[str(organization)])

    answer = await market.claim(project, organization, manager)

    assert answer.json()["type"] == "/problems/designer-conflict"


async def test_nobody_claims_for_an_organization_he_does_not_manage(market: Market) -> None:
    project = await market.listed()
    organization, _ = await market.organization()
    _, stranger = await market.organization()

    answer = await market.claim(project, organization, stranger)

    assert answer.json()["type"] == "/problems/not-your-organization"


async def test_the_author_claims_nothing_for_his_organization(market: Market) -> None:
    organization, manager = await market.organization()
    grants = (*market.buyer.grants, *manager.grants)
    market.buyer = type(market.buyer)(id=ids.new(), grants=grants)
    project = await market.listed()

    answer = await market.claim(project, organization, market.buyer)

    assert answer.json()["type"] == "/problems/party-to-it"


@pytest.mark.parametrize("who", ["buyer", "approver", "finance"])
async def test_who_had_a_hand_in_a_project_claims_it_with_no_other_account_either(
    market: Market, who: str
) -> None:
    organization, manager = await market.organization()
    setattr(market, who, replace(getattr(market, who), person_id=manager.person_id))
    project = await market.listed()

    answer = await market.claim(project, organization, manager)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/party-to-it")


async def many(market: Market, count: int, organization: UUID, manager: Any) -> httpx.Response:
    fund = await market.fund(1_000_000)
    answer = None
    for _ in range(count):
        answer = await market.claim(await market.listed(fund), organization, manager)
    assert answer is not None
    return answer


async def test_an_organization_has_three_claims_at_a_time(market: Market) -> None:
    organization, manager = await market.organization()

    third = await many(market, 3, organization, manager)
    fourth = await many(market, 1, organization, manager)

    assert third.status_code == 201
    assert fourth.json()["type"] == "/problems/too-many-claims"


async def test_the_claims_of_a_year_have_a_limit(market: Market) -> None:
    await set_policy(market, "claim.year_max_fen", 7_999_999)
    organization, manager = await market.organization()

    answer = await many(market, 2, organization, manager)

    assert answer.json()["type"] == "/problems/yearly-limit-reached"
    assert answer.json()["claimed"] == "40000.00"


async def test_the_limit_of_a_year_begins_anew_at_midnight_of_new_year(market: Market) -> None:
    market.kit.now = datetime(2026, 12, 31, 23, 59, tzinfo=LOCAL)
    await set_policy(market, "claim.year_max_fen", 7_999_999)
    organization, manager = await market.organization()
    fund = await market.fund()
    first, second = [await market.listed(fund) for _ in range(2)]
    await market.must(
        f"/projects/{first['id']}/claims",
        {"organization_id": str(organization)},
        as_=manager,
        status=201,
    )

    old = await market.claim(second, organization, manager)
    market.kit.now = datetime(2027, 1, 1, tzinfo=LOCAL)
    new = await market.claim(second, organization, manager)

    assert old.json()["type"] == "/problems/yearly-limit-reached"
    assert new.status_code == 201, new.text


async def test_an_organization_sees_its_own_claims_only(market: Market) -> None:
    project = await market.listed()
    mine, other = await market.organization(), await market.organization()
    claim = (await market.claim(project, *mine)).json()

    assert (await market.kit.get(f"/claims/{claim['id']}", as_=other[1])).status_code == 404
    assert (await market.kit.get("/claims", as_=other[1])).json()["items"] == []
    assert len((await market.kit.get("/claims", as_=mine[1])).json()["items"]) == 1
    resident = market.kit.actor(Role.RESIDENT, region=market.community)
    assert (await market.kit.get("/claims", as_=resident)).status_code == 403
