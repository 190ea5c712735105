"""Tenders after the opening: qualification, the panel, low prices, ranking and award."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared import ids
from tests.procurement.judging import Judges
from tests.procurement.market import Market
from tests.procurement.tender import Bidder, Tender, given_a_panel, given_a_tender
from tests.procurement.test_tender import problem, seen

GOOD = {"qualified": True}
BAD = {"qualified": False, "reason": "未提供完税证明"}
GIVEN_UP = {"reason": "人员变动，无法按期承接该项目"}
Bids = list[tuple[Bidder, dict[str, Any]]]


async def opened(market: Market, *prices: int) -> tuple[Tender, Bids]:
    """A tender with these bids, opened."""
    tender = await given_a_tender(market)
    made = [await tender.bid(price) for price in prices]
    await tender.close()
    await tender.open()
    return tender, made


async def evaluated(market: Market, *prices: int) -> tuple[Tender, Bids, Judges]:
    """The same, with all bidders qualified and a panel at work."""
    tender, made = await opened(market, *prices)
    for _, bid in made:
        await market.must(f"/bids/{bid['id']}/qualification", GOOD, as_=market.buyer)
    judges, members = given_a_panel(market)
    asked = {"members": members}
    await market.must(f"{tender.path}/evaluation", asked, as_=market.buyer)
    return tender, made, judges


async def test_a_tender_goes_to_the_first_in_rank_and_then_to_the_next(market: Market) -> None:
    tender, made, judges = await evaluated(market, 900, 950, 1_000)
    (first, first_bid), (_, second_bid), (third, third_bid) = made
    path, buyer = tender.path, market.buyer

    early = await market.kit.post(f"{path}/report", as_=buyer)
    review = await judges.review(tender.process["id"], "evaluation")
    plans = {first_bid["id"]: 4_000, second_bid["id"]: 3_500, third_bid["id"]: 4_500}
    await judges.judge(review, plans)
    reported = await market.must(f"{path}/report", as_=buyer)
    awarded = await market.must(f"{path}/award", as_=buyer)
    again = await market.kit.post(f"{path}/award", as_=buyer)

    assert problem(early) == (409, "review-unsigned")
    assert [(one["bid_id"], one["price"], one["total"]) for one in reported["ranking"]] == [
        (third_bid["id"], 900, 9_400),
        (first_bid["id"], 1_000, 9_000),
        (second_bid["id"], 947, 8_447),
    ]
    assert awarded["state"] == "awarded"
    assert problem(again) == (409, "award-stands")
    (result,) = await tender.notices("result")
    told = {one["bid_id"]: one["total"] for one in result["content"]["bids"]}
    assert told == {third_bid["id"]: 9_400, first_bid["id"]: 9_000, second_bid["id"]: 8_447}
    (won,) = await market.kit.events("procurement.claim.won.v1")
    assert won["organization_id"] == str(third[0])

    await market.must(f"/claims/{won['claim_id']}/release", GIVEN_UP, as_=third[1])
    await market.must(f"{path}/award", as_=buyer)
    too_early = await market.kit.post(f"/projects/{tender.project['id']}/contract", {}, as_=buyer)
    market.kit.now += timedelta(days=4)
    contract = await market.must(
        f"/projects/{tender.project['id']}/contract", {}, as_=buyer, status=201
    )

    assert problem(too_early) == (409, "claim-not-ready")
    assert contract["organization_id"] == str(first[0])
    assert contract["value"]["amount"] == "270000.00"
    assert [item["unit_price"]["amount"] for item in contract["items"]] == ["900.00"]
    signed = await market.must(f"/contracts/{contract['id']}/signature", as_=first[1])
    assert signed["organization_signed_at"] is not None


async def test_when_nobody_is_left_the_tender_is_awarded_to_nobody(market: Market) -> None:
    tender, made, judges = await evaluated(market, 900, 950, 1_000)
    review = await judges.review(tender.process["id"], "evaluation")
    await judges.judge(review, {bid["id"]: 4_000 for _, bid in made})
    await market.must(f"{tender.path}/report", as_=market.buyer)

    for number in range(3):
        await market.must(f"{tender.path}/award", as_=market.buyer)
        won = (await market.kit.events("procurement.claim.won.v1"))[number]
        manager = {str(one[0]): one[1] for one, _ in made}[won["organization_id"]]
        await market.must(f"/claims/{won['claim_id']}/release", GIVEN_UP, as_=manager)
    last = await market.kit.post(f"{tender.path}/award", as_=market.buyer)

    assert problem(last) == (409, "nobody-left")


async def test_who_is_not_qualified_is_told_why_and_two_are_too_few(market: Market) -> None:
    tender, made = await opened(market, 900, 950, 1_000)
    judges, members = given_a_panel(market)
    asked = {"members": members}
    ways = [f"/bids/{bid['id']}/qualification" for _, bid in made]

    silent = await market.kit.post(ways[0], {"qualified": False}, as_=market.buyer)
    bad = await market.must(ways[0], BAD, as_=market.buyer)
    unchecked = await market.kit.post(f"{tender.path}/evaluation", asked, as_=market.buyer)
    for way in ways[1:]:
        await market.must(way, GOOD, as_=market.buyer)
    failed = await market.must(f"{tender.path}/evaluation", asked, as_=market.buyer)

    assert silent.status_code == 422
    assert (bad["exclusion"], bad["exclusion_reason"]) == ("unqualified", BAD["reason"])
    assert problem(unchecked) == (409, "not-all-checked")
    assert (failed["state"], failed["fail_reason"]) == ("failed", "fewer_than_min")
    assert (await market.kit.get("/reviews", as_=judges.actors[0])).json()["items"] == []


async def test_whoever_is_of_a_bidder_decides_nothing(market: Market) -> None:
    tender, made = await opened(market, 900, 950, 1_000)
    (_, manager), bid = made[0]
    _, members = given_a_panel(market)
    partial = replace(market.buyer, id=ids.new(), grants=market.buyer.grants + manager.grants)
    steps = {
        f"/bids/{bid['id']}/qualification": GOOD,
        f"{tender.path}/evaluation": {"members": members},
        f"{tender.path}/failure": GIVEN_UP | {"why": "irregularity"},
    }

    refused = [
        problem(await market.kit.post(way, asked, as_=partial)) for way, asked in steps.items()
    ]

    assert refused == [(403, "party-to-it")] * 3


async def test_a_panel_has_two_thirds_of_experts_and_no_custodian(market: Market) -> None:
    tender, made = await opened(market, 900, 950, 1_000)
    for _, bid in made:
        await market.must(f"/bids/{bid['id']}/qualification", GOOD, as_=market.buyer)
    judges, members = given_a_panel(market)
    custodian = tender.custodians[0][0]
    seat = {"account_id": str(custodian.id), "person_id": str(custodian.person_id)}
    panels = [
        [*members[:3], members[3] | {"capacity": "finance"}, members[4]],
        members[:3],
        [members[0] | seat, *members[1:]],
    ]

    refused = [
        problem(
            await market.kit.post(f"{tender.path}/evaluation", {"members": one}, as_=market.buyer)
        )
        for one in panels
    ]
    hidden = await market.kit.get(f"/bids/{made[0][1]['id']}/contents", as_=judges.actors[0])
    await market.must(f"{tender.path}/evaluation", {"members": members}, as_=market.buyer)
    shown = await market.kit.get(f"/bids/{made[0][1]['id']}/contents", as_=judges.actors[0])
    review = await judges.review(tender.process["id"], "evaluation")
    panel = await market.kit.get(f"/panels/{review['panel_id']}", as_=market.buyer)
    place = f"/panels/{review['panel_id']}/members/{panel.json()['members'][0]['id']}/replacement"
    later = await market.kit.post(place, seat | {"reason": "因病不能参加"}, as_=market.buyer)

    assert problem(later) == (422, "custodian-on-panel")
    assert refused == [
        *((422, "panel-malformed"), (422, "panel-malformed"), (422, "custodian-on-panel")),
    ]
    assert (hidden.status_code, shown.status_code) == (404, 200)


@pytest.mark.parametrize("accepted", [True, False])
async def test_an_abnormally_low_price_is_explained_and_decided_on(
    market: Market, *, accepted: bool
) -> None:
    tender, made, judges = await evaluated(market, 449, 600, 610)
    (_, manager), low = made[0]
    told = {"accepted": accepted, "reason": "成本构成与佐证材料经评审认定"}
    way, buyer = f"/bids/{low['id']}", market.buyer
    text = {"text": "志愿者参与服务，人工成本较低，附近三年同类项目决算。"}

    asked = (await market.kit.get(way, as_=manager)).json()
    waiting = await market.kit.post(f"{way}/price-decision", told, as_=buyer)
    review = await judges.review(tender.process["id"], "evaluation")
    await judges.judge(review, {bid["id"]: 4_000 for _, bid in made})
    undecided = await market.kit.post(f"{tender.path}/report", as_=buyer)
    await market.must(f"{way}/explanation", text, as_=manager)
    decided = await market.must(f"{way}/price-decision", told, as_=buyer)
    twice = await market.kit.post(f"{way}/price-decision", told, as_=buyer)
    process = await market.must(f"{tender.path}/report", as_=buyer)

    assert asked["low_price"] == ["below_ceiling"]
    assert problem(waiting) == (409, "explanation-awaited")
    assert problem(undecided) == (409, "prices-undecided")
    assert problem(twice) == (409, "price-not-in-question")
    if accepted:
        assert process["ranking"][0]["bid_id"] == low["id"]
    else:
        assert decided["exclusion"] == "low_price"
        assert process["fail_reason"] == "fewer_than_min"
    assert (await seen(tender))["state"] == process["state"]
