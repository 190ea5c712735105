"""What becomes of a round, from the needs it collects to the contracts in the end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared import ids
from shared.access import Actor, Role
from shared.policy import Policy
from tests.procurement.market import Market, yuan
from tests.procurement.pitching import WHY, Pitching, given_a_round, ids_of, organization_of


@pytest.fixture
async def pitching(market: Market) -> Pitching:
    """A round whose call is open."""
    found = await given_a_round(market)
    await found.publish()
    return found


async def test_money_is_reserved_by_another_and_the_call_is_long_enough(market: Market) -> None:
    short = await given_a_round(market, closes_at="2026-03-17T09:59:59+08:00")
    own = replace(market.buyer, grants=(*market.buyer.grants, *market.finance.grants))

    four_eyes = await market.kit.post(f"{short.path}/publication", as_=own)
    early = await market.kit.post(f"{short.path}/publication", as_=market.finance)
    told = {name: short.round[name] for name in ("title", "summary", "purpose", "criteria")}
    told |= {"budget_lines": short.round["budget_lines"], "cap": yuan(70_000)}
    told |= {"shortlist_max": 5, "closes_at": early.json()["earliest_allowed"]}
    changed = await market.kit.put(short.path, told, as_=market.buyer, if_match="*")
    await short.publish()

    assert four_eyes.json()["type"] == "/problems/four-eyes"
    assert early.json()["type"] == "/problems/period-too-short"
    assert changed.status_code == 200, changed.text
    assert short.round["state"] == "call_open"
    assert (await market.balance(short.fund))["reserved"] == "100000.00"


async def test_nobody_else_sees_a_proposal_before_the_call_is_closed(pitching: Pitching) -> None:
    market = pitching.market
    pitch = await pitching.pitch("one", 60_000)
    path, mine = f"/proposals/{pitch['id']}", pitching.managers["one"]
    _, rival = await market.organization()

    async def seen(by: Actor) -> tuple[int, int]:
        one = await market.kit.get(path, as_=by)
        listed = await market.kit.get("/proposals", as_=by)
        return one.status_code, len(listed.json()["items"])

    before = [await seen(by) for by in (mine, market.buyer, market.authority, rival)]
    checked = await pitching.on("one", "eligibility", as_=market.buyer)
    await market.kit.tick(market.kit.now + timedelta(days=15))
    after = [await seen(by) for by in (mine, market.buyer, market.authority, rival)]
    late = await market.kit.post(
        f"{pitching.path}/proposals",
        {"organization_id": pitch["organization_id"], "plan": pitching.plan(1_000)},
        as_=mine,
    )

    assert before == [(200, 1), (404, 0), (404, 0), (404, 0)]
    assert checked.status_code == 404
    assert after == [(200, 1), (200, 1), (200, 1), (404, 0)]
    assert late.json()["type"] == "/problems/call-not-open"


async def test_a_proposal_is_returned_mended_and_may_be_withdrawn(pitching: Pitching) -> None:
    market = pitching.market
    one, _ = await pitching.pitch("one", 60_000), await pitching.pitch("two", 50_000)
    dear = {"organization_id": one["organization_id"], "plan": pitching.plan(71_000)}
    above = await market.kit.post(f"{pitching.path}/proposals", dear, as_=pitching.managers["one"])
    await market.kit.tick(market.kit.now + timedelta(days=15))

    await pitching.on("one", "return", WHY, as_=market.buyer)
    open_ = await market.kit.post(
        f"{pitching.path}/expert-review",
        {"members": pitching.judges.members},
        as_=market.buyer,
    )
    mended = await market.kit.put(
        f"/proposals/{one['id']}",
        pitching.plan(55_000),
        as_=pitching.managers["one"],
        if_match="*",
    )
    await pitching.on("one", "eligibility", as_=market.buyer)
    again = await market.kit.put(
        f"/proposals/{one['id']}",
        pitching.plan(54_000),
        as_=pitching.managers["one"],
        if_match="*",
    )
    gone = await pitching.on("two", "withdrawal")
    small = await market.kit.post(
        f"{pitching.path}/expert-review",
        {"members": pitching.judges.members[:4]},
        as_=market.buyer,
    )

    assert above.json()["type"] == "/problems/above-cap"
    assert open_.json()["type"] == "/problems/formal-checks-open"
    assert (mended.json()["state"], mended.json()["requested"]["amount"]) == (
        "submitted",
        "55000.00",
    )
    assert again.json()["type"] == "/problems/call-not-open"
    assert gone.json()["state"] == "withdrawn"
    assert small.json()["type"] == "/problems/panel-malformed"


async def test_a_household_votes_once_and_nobody_for_his_own(pitching: Pitching) -> None:
    market = pitching.market
    await pitching.pitch("one", 60_000)
    await pitching.to_roadshow(one=5_000)
    home = market.kit.actor(
        Role.RESIDENT, region=market.community, person=ids.new(), household=ids.new()
    )
    spouse = replace(home, id=ids.new(), person_id=ids.new())
    manager = pitching.managers["one"]
    own = replace(home, grants=(*home.grants, *manager.grants), household_id=ids.new())
    abroad = market.kit.actor(
        Role.RESIDENT, region=await market.kit.region(), person=ids.new(), household=ids.new()
    )

    votes = [await pitching.vote("one", by) for by in (home, spouse, own, abroad)]
    market.kit.now += timedelta(days=3)
    late = await pitching.vote("one", replace(home, household_id=ids.new()))

    assert votes[0].status_code == 201, votes[0].text
    assert [one.json()["type"] for one in (*votes[1:], late)] == [
        "/problems/already-voted",
        "/problems/own-proposal",
        "/problems/not-a-household-here",
        "/problems/voting-over",
    ]


async def test_anyone_can_recompute_who_gets_the_money(pitching: Pitching) -> None:
    market = pitching.market
    for name, asked in {"one": 60_000, "two": 50_000, "three": 30_000}.items():
        await pitching.pitch(name, asked)
    await pitching.to_roadshow(one=5_000, two=4_500, three=4_000)
    for name in ("two", "two", "three"):
        await pitching.vote(name)
    early = await market.kit.post(f"{pitching.path}/determination", as_=market.buyer)

    told = await pitching.determine(one=5_000, two=4_500, three=4_000)

    assert early.json()["type"] == "/problems/voting-open"
    public = (await market.kit.get(f"{pitching.path}/determination")).json()
    assert public["lines"] == told["lines"]
    assert public["publicity_ends_at"].startswith("2026-03-27T")
    # 0.70 x 90.00 + 0.20 x 90.00 + 0.10 x 0 and so on
    assert [(one["proposal_id"], one["total"]) for one in public["lines"]] == [
        (ids_of(pitching, "two")[0], 8_650),
        (ids_of(pitching, "one")[0], 8_100),
        (ids_of(pitching, "three")[0], 7_700),
    ]
    assert [one["granted"]["amount"] for one in public["lines"]] == [
        "50000.00",
        "50000.00",
        "0.00",
    ]
    assert public["lines"][0]["expert_totals"] == [8_500] * 5
    assert len(public["record_sha256"]) == 64


async def test_a_part_is_taken_with_less_or_passes_to_who_waits(pitching: Pitching) -> None:
    market = pitching.market
    for name, asked in {"one": 60_000, "two": 50_000, "three": 30_000}.items():
        await pitching.pitch(name, asked)
    await pitching.to_agreement(one=5_000, two=4_500, three=4_000)
    item = pitching.pitches["two"]["service_items"][0]["id"]

    whole = await pitching.on("two", "acceptance", {})
    left = await pitching.on("one", "refusal", WHY)
    raised = await pitching.now("two")
    less = await pitching.on("two", "acceptance", {"quantities": {item: 45}})
    offered = await pitching.now("three")
    await market.kit.tick(market.kit.now + timedelta(days=10))

    assert whole.json()["type"] == "/problems/not-within-grant"
    assert left.json()["state"] == "refused"
    assert raised["granted"]["amount"] == "50000.00"
    assert less.json()["state"] == "accepted", less.text
    assert (offered["state"], offered["granted"]["amount"]) == ("granted", "30000.00")
    assert (await pitching.now("three"))["state"] == "refused"
    ended = await market.kit.get(pitching.path)
    assert ended.json()["state"] == "closed"
    balance = await market.balance(pitching.fund)
    assert (balance["reserved"], balance["available"]) == ("45000.00", "55000.00")


async def test_a_grant_becomes_a_project_whose_households_hear_of_it_and_a_contract(
    market: Market,
) -> None:
    pitching = await given_a_round(market)
    resolution = {"resolution_id": ids.new(), "resolution_sha256": "5" * 64}
    brief, unheard = await market.brief(**resolution), await market.brief(cluster_id=ids.new())
    for one in (brief, unheard):
        await pitching.step("needs", {"brief_id": one["id"]})
    await pitching.publish()
    await pitching.pitch("one", 60_000, brief_id=brief["id"])
    await pitching.to_agreement(one=5_000)

    taken = await pitching.on("one", "acceptance", {})

    project = await market.kit.get(f"/projects/{taken.json()['project_id']}", as_=market.buyer)
    assert project.json()["form"] == "venture_philanthropy"
    assert project.json()["cluster_id"] == brief["cluster_id"]
    kinds = [one["type"] for one in project.json()["sources"]]
    assert kinds == ["proposal", "need_cluster", "resolution"]
    (told,) = await market.kit.events("procurement.brief.accepted.v1")
    assert told["cluster_id"] == brief["cluster_id"]
    (declined,) = await market.kit.events("procurement.brief.rejected.v1")
    assert declined["cluster_id"] == unheard["cluster_id"]
    listed = (await market.kit.get("/listings")).json()["items"]
    assert [(one["allocation"], one["state"]) for one in listed] == [("ranked", "taken")]
    assert listed[0]["organization_id"] == str(organization_of(pitching, "one"))
    path = f"/projects/{project.json()['id']}/contract"
    contract = await market.must(path, {}, as_=market.buyer, status=201)
    assert contract["value"]["amount"] == "60000.00"
    assert [one["ratio_bp"] for one in contract["tranches"]] == [5_000, 3_000, 2_000]
    sign = f"/contracts/{contract['id']}/signature"
    await market.must(sign, as_=market.buyer)
    await market.must(sign, as_=pitching.managers["one"])
    balance = await market.balance(pitching.fund)
    assert (balance["committed"], balance["reserved"]) == ("60000.00", "0.00")


async def test_what_is_not_signed_in_the_end_is_open_to_nobody_else(pitching: Pitching) -> None:
    market = pitching.market
    await pitching.pitch("one", 60_000)
    await pitching.to_agreement(one=5_000)
    project = (await pitching.on("one", "acceptance", {})).json()["project_id"]
    contract = await market.must(f"/projects/{project}/contract", {}, as_=market.buyer, status=201)

    await market.must(f"/contracts/{contract['id']}/annulment", WHY, as_=market.buyer)
    other = await market.organization()
    claim = await market.claim({"id": project}, *other)
    await market.must(f"/projects/{project}/cancellation", WHY, as_=market.buyer)

    assert claim.status_code == 404
    assert (await market.balance(pitching.fund))["available"] == "100000.00"


async def test_a_round_given_up_releases_its_money_and_its_needs(market: Market) -> None:
    pitching = await given_a_round(market)
    brief = await market.brief()
    await pitching.step("needs", {"brief_id": brief["id"]})
    await pitching.publish()

    ended = await pitching.step("cancellation", WHY)

    assert ended["state"] == "canceled"
    assert (await market.balance(pitching.fund))["available"] == "100000.00"
    (told,) = await market.kit.events("procurement.brief.rejected.v1")
    assert (told["cluster_id"], told["reason"]) == (brief["cluster_id"], WHY["reason"])


async def test_who_is_of_an_applicant_decides_nothing_in_the_round(pitching: Pitching) -> None:
    market = pitching.market
    await pitching.pitch("one", 60_000)
    await market.kit.tick(market.kit.now + timedelta(days=15))
    bound = replace(market.buyer, grants=(*market.buyer.grants, *pitching.managers["one"].grants))

    answer = await pitching.on("one", "eligibility", as_=bound)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/party-to-it")


async def test_what_was_competed_for_counts_for_no_limit_of_claiming(pitching: Pitching) -> None:
    market = pitching.market
    async with market.kit.begin() as uow:
        about: dict[str, Any] = {"region_id": market.city.id, "valid_to": None, "source": "test"}
        about |= {"name": "claim.active_max", "value": {"value": 1}, "valid_from": market.kit.now}
        uow.add(Policy(**about))
    await pitching.pitch("one", 60_000)
    await pitching.to_agreement(one=5_000)
    await pitching.on("one", "acceptance", {})
    project = await market.listed()

    claim = await market.claim(project, organization_of(pitching, "one"), pitching.managers["one"])

    assert claim.status_code == 201, claim.text
