"""Tenders: what is published, sealed, kept from everybody and opened together."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update

from services.procurement.bid.model import Bid
from services.procurement.entity import METADATA
from shared import ids
from shared.access import Role
from shared.orm import KERNEL
from tests.procurement.market import Market
from tests.procurement.tender import (
    Tender,
    documents,
    given_a_draft,
    given_a_tender,
    given_custodians,
    tool,
)

SECOND = timedelta(seconds=1)
WHY = {"reason": "经查招标文件存在重大缺陷，依法终止。"}


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


@pytest.fixture
async def tender(market: Market) -> Tender:
    """A tender in which bids can be sealed."""
    return await given_a_tender(market)


async def test_all_that_keeps_a_tender_from_being_published_is_told_at_once(
    market: Market,
) -> None:
    draft = await given_a_draft(market)
    key_ids, _ = await given_custodians(market)
    two = [{"code": "a", "name": "服务方案", "stage": "technical", "objective": False}] * 2
    wrong = documents(
        market,
        key_ids[:2],
        criteria=[one | {"max_score_hundredths": 5_000} for one in two],
        price_weight_hundredths=999,
        bids_due_at=(market.kit.now + timedelta(days=20) - SECOND).isoformat(),
    )
    await market.kit.send("PUT", draft.path, wrong, as_=market.buyer, if_match="*")

    answer = await market.kit.post(f"{draft.path}/publication", as_=market.buyer, if_match="*")

    assert problem(answer) == (409, "not-publishable")
    assert answer.json()["missing"] == [
        *("period_too_short", "criteria_not_whole", "criterion_twice"),
        *("price_weight_too_low", "too_few_custodians"),
    ]
    assert answer.json()["earliest_allowed"] == "2026-03-22T02:00:00Z"
    assert "投标截止时间过早" in answer.json()["detail"]
    assert (await market.kit.get("/notices")).json()["items"] == []


async def test_bids_are_due_before_the_service_is_over(market: Market) -> None:
    draft = await given_a_draft(market, ends_on="2026-03-21")

    answer = await market.kit.post(f"{draft.path}/publication", as_=market.buyer, if_match="*")

    assert answer.json()["missing"] == ["period_too_late"]


async def test_a_direct_claim_is_not_put_out_to_tender(market: Market) -> None:
    project = await market.project()
    key_ids, _ = await given_custodians(market)

    answer = await market.kit.post(
        f"/projects/{project['id']}/processes", documents(market, key_ids), as_=market.buyer
    )

    assert problem(answer) == (409, "not-tenderable")


async def test_a_published_tender_is_public_and_its_notice_signed(tender: Tender) -> None:
    (notice,) = await tender.notices("tender")

    tool.verify(notice)
    assert notice["content"]["sealing_key"] == tender.process["sealing_key"]
    assert notice["content"]["plan"]["service_items"][0]["qty"] == 300
    project = await tender.market.kit.get(
        f"/projects/{tender.project['id']}", as_=tender.market.buyer
    )
    assert project.json()["state"] == "procuring"
    (told,) = await tender.market.kit.events("procurement.project.listed.v1")
    assert told["closes_at"].startswith("2026-03-22T")


async def test_a_bid_counts_if_it_was_there_before_the_deadline(tender: Tender) -> None:
    kit, due = tender.market.kit, tender.market.kit.now + timedelta(days=20)
    early, late = await tender.market.organization(), await tender.market.organization()

    kit.now = due - timedelta(microseconds=1)
    taken = await tender.send(early, 900)
    kit.now = due
    refused = await tender.send(late, 800)

    await kit.tick(due)
    unclosed = await tender.notices("closing") + await tender.notices("failure")

    assert taken.status_code == 201, taken.text
    assert problem(refused) == (409, "bid-late")
    assert unclosed == []
    assert (await kit.get("/bids", as_=late[1])).json()["items"] == []


async def test_a_receipt_can_be_verified_and_tells_nothing_of_others(tender: Tender) -> None:
    _, first = await tender.bid(900)
    _, second = await tender.bid(950)

    tool.verify(first["receipt"])
    assert second["receipt"]["record"]["previous"] == first["receipt"]["hash"]
    assert "seq" not in second["receipt"]
    assert first["receipt"]["record"].keys() == second["receipt"]["record"].keys()
    assert tender.process["version"] == (await seen(tender))["version"]


async def seen(tender: Tender) -> dict[str, Any]:
    found = await tender.market.kit.get(tender.path, as_=tender.market.buyer)
    return dict(found.json())


async def test_nobody_sees_bids_or_their_number_before_the_opening(tender: Tender) -> None:
    kit = tender.market.kit
    _, mine = await tender.bid(900)
    everybody = [role for role in Role if role is not Role.ORG_MANAGER]
    missing = ids.new()

    for role in everybody:
        who = kit.actor(role, region=tender.market.city, person=ids.new())
        for path in ("", "/contents", "/receipts"):
            answer = await kit.get(f"/bids/{mine['id']}{path}", as_=who)
            unknown = await kit.get(f"/bids/{missing}{path}", as_=who)
            assert answer.status_code in {403, 404}, role
            assert answer.json()["type"] == unknown.json()["type"]
            assert len(answer.content) == len(unknown.content)
        listed = await kit.get("/bids", as_=who)
        assert listed.status_code == 403 or listed.json()["items"] == [], role


async def test_a_competitor_sees_his_own_bid_only(tender: Tender) -> None:
    kit = tender.market.kit
    _, theirs = await tender.bid(900)
    (_, manager), mine = await tender.bid(950)

    listed = (await kit.get("/bids", as_=manager)).json()["items"]

    assert [one["id"] for one in listed] == [mine["id"]]
    assert problem(await kit.get(f"/bids/{theirs['id']}", as_=manager)) == (404, "unknown")


async def test_the_last_attempt_counts_and_what_was_taken_back_does_not(tender: Tender) -> None:
    kit = tender.market.kit
    (organization, manager), mine = await tender.bid(900)
    (other, another), gone = await tender.bid(880)
    for price in (910, 920):
        await tender.bid(price)
    path = f"/bids/{mine['id']}/replacement"
    same, next_one = (tender.sealed(organization, 850, attempt) for attempt in (1, 2))
    del same["organization_id"], next_one["organization_id"]

    again = await tender.send((organization, manager), 850)
    unmoved = await kit.post(path, same, as_=manager)
    replaced = await kit.post(path, next_one, as_=manager)
    withdrawn = await kit.post(f"/bids/{gone['id']}/withdrawal", as_=another)
    await tender.close()
    await tender.open()

    assert problem(again) == (409, "duplicate-bidder")
    assert problem(unmoved) == (409, "wrong-attempt")
    assert (replaced.status_code, withdrawn.status_code) == (200, 200)
    (opening,) = await tender.notices("opening")
    read_out = {one["organization_id"]: one["price_fen"] for one in opening["content"]["bids"]}
    assert read_out[str(organization)] == 850 * 300 * 100
    assert str(other) not in read_out
    tool.verify(replaced.json()["receipt"], opening)


async def test_three_bids_are_opened_by_two_custodians_and_read_out(tender: Tender) -> None:
    kit = tender.market.kit
    made = [await tender.bid(price) for price in (900, 950, 1_000)]

    await tender.close()
    one = await tender.share(0)
    hidden = await kit.get("/bids", as_=tender.market.buyer)
    held = await kit.get(f"{tender.path}/shares", as_=tender.market.buyer)
    twice = await tender.share(0)
    two = await tender.share(2)

    assert one.json()["state"] == "closed"
    assert hidden.json()["items"] == []
    assert [one["given_at"] is None for one in held.json()["items"]] == [True, True, False]
    assert problem(twice) == (409, "share-given")
    assert two.json()["state"] == "opened"
    (closing,), (opening,) = await tender.notices("closing"), await tender.notices("opening")
    tool.verify(opening)
    for _, bid in made:
        tool.verify(bid["receipt"], opening)
    assert "bids" not in closing["content"]
    assert closing["content"]["closing_root"] == made[-1][1]["receipt"]["hash"]
    assert {bid["price_fen"] for bid in opening["content"]["bids"]} == {
        *(27_000_000, 28_500_000, 30_000_000)
    }
    listed = (await kit.get("/bids", as_=tender.market.buyer)).json()["items"]
    assert {bid["offer"]["amount"] for bid in listed} == {"270000.00", "285000.00", "300000.00"}
    told = await kit.get(f"/bids/{made[0][1]['id']}/contents", as_=tender.market.buyer)
    assert "每月入户探访" in told.text
    assert "900.00" in told.text
    assert problem(await tender.share(1)) == (409, "illegal-move")


async def test_no_table_holds_a_price_or_the_key_before_the_opening(tender: Tender) -> None:
    priced = {item["id"]: "987.65" for item in tender.project["service_items"]}
    for _ in range(3):
        bidder = await tender.market.organization()
        body = tender.sealed(bidder[0], 0, priced={"unit_prices": priced})
        await tender.market.must(f"{tender.path}/bids", body, as_=bidder[1], status=201)

    await tender.close()
    first = await tender.share(0)
    before = await dumped(tender)
    custodian, private = tender.custodians[0]
    told = await tender.market.kit.get(f"{tender.path}/share", as_=custodian)
    share = tool.share(private, told.json(), tender.process["id"])["share"]
    await tender.share(1)

    assert first.status_code == 200
    for secret in ("987.65", "29629500", "每月入户探访", "社会团体法人", share, private):
        assert secret not in before
    assert "29629500" in await dumped(tender)


async def dumped(tender: Tender) -> str:
    """Every row of every table, as text."""
    found = []
    async with tender.market.kit.begin() as uow:
        for table in (*METADATA.tables, *KERNEL.tables):
            rows = await uow.session.scalars(text(f'SELECT t::text FROM "{table}" t'))
            found += list(rows)
    return "\n".join(found)


async def test_nothing_is_opened_a_second_before_the_deadline(tender: Tender) -> None:
    for price in (900, 950, 1_000):
        await tender.bid(price)
    await tender.market.kit.tick(tender.market.kit.now + timedelta(days=20) - SECOND)

    answer = await tender.share(0)

    assert problem(answer) == (409, "opening-too-early")


async def test_only_a_custodian_gives_a_share_and_only_his_own(tender: Tender) -> None:
    for price in (900, 950, 1_000):
        await tender.bid(price)
    await tender.close()
    stranger = tender.market.kit.actor(Role.CUSTODIAN, region=tender.market.street)
    forged = {"share": "00" * 66}

    not_his = await tender.market.kit.post(f"{tender.path}/share", forged, as_=stranger)
    wrong = await tender.market.kit.post(
        f"{tender.path}/share", forged, as_=tender.custodians[0][0]
    )

    assert problem(not_his) == (403, "not-a-custodian")
    assert problem(wrong) == (422, "wrong-share")


async def test_a_bid_copied_into_another_place_is_not_opened(tender: Tender) -> None:
    bids = [bid for _, bid in [await tender.bid(price) for price in (900, 950, 1_000)]]
    await tender.close()
    first, second = (UUID(bid["id"]) for bid in bids[:2])
    async with tender.market.kit.begin() as uow:
        copied = await uow.session.get_one(Bid, first)
        await uow.session.execute(update(Bid).where(Bid.id == second).values(price=copied.price))

    await tender.share(0)
    answer = await tender.share(1)

    assert problem(answer) == (409, "bids-altered")
    assert answer.json()["bid_ids"] == [str(second)]
    assert (await seen(tender))["state"] == "closed"


async def test_a_bid_sealed_for_somebody_else_is_unreadable_and_the_others_count(
    tender: Tender,
) -> None:
    for price in (900, 950, 1_000):
        await tender.bid(price)
    organization, manager = await tender.market.organization()
    copied = tender.sealed(ids.new(), 1) | {"organization_id": str(organization)}
    bad = await tender.market.must(f"{tender.path}/bids", copied, as_=manager, status=201)

    await tender.close()
    await tender.open()

    mine = (await tender.market.kit.get(f"/bids/{bad['id']}", as_=manager)).json()
    assert (mine["state"], mine["exclusion"]) == ("excluded", "unreadable")
    assert (await seen(tender))["state"] == "opened"
    nothing = await tender.market.kit.get(f"/bids/{bad['id']}/contents", as_=manager)
    assert problem(nothing) == (409, "not-opened")


async def test_with_two_bids_nothing_is_ever_opened_and_the_project_starts_anew(
    tender: Tender,
) -> None:
    for price in (900, 950):
        await tender.bid(price)

    await tender.close()
    share = await tender.share(0)

    assert problem(share) == (409, "illegal-move")
    assert (await seen(tender))["fail_reason"] == "fewer_than_min"
    (failure,) = await tender.notices("failure")
    assert failure["content"]["bids"] == 2
    assert (await tender.market.kit.get("/bids", as_=tender.market.buyer)).json()["items"] == []
    key_ids, tender.custodians = await given_custodians(tender.market)
    told = documents(tender.market, key_ids)
    path = f"/projects/{tender.project['id']}/processes"
    tender.process = await tender.market.must(path, told, as_=tender.market.buyer, status=201)
    assert (await tender.publish())["state"] == "published"


@pytest.mark.parametrize(
    ("prices", "why"),
    [
        ((1_001, 1_002, 1_003), "all_over_ceiling"),
        ((900, 950, 1_001), "fewer_than_min"),
    ],
)
async def test_too_few_bids_within_the_ceiling_end_the_tender(
    tender: Tender, prices: tuple[int, ...], why: str
) -> None:
    for price in prices:
        await tender.bid(price)

    await tender.close()
    await tender.open()

    assert (await seen(tender))["fail_reason"] == why


async def test_without_enough_custodians_within_a_day_it_fails(tender: Tender) -> None:
    for price in (900, 950, 1_000):
        await tender.bid(price)
    await tender.close()
    await tender.share(0)

    await tender.market.kit.tick(tender.market.kit.now + timedelta(days=1))

    assert (await seen(tender))["fail_reason"] == "not_opened"
    assert problem(await tender.share(1)) == (409, "illegal-move")


async def test_the_buyer_ends_a_tender_for_a_reason_he_found(tender: Tender) -> None:
    path = f"{tender.path}/failure"

    by_itself = await tender.market.kit.post(
        path, WHY | {"why": "fewer_than_min"}, as_=tender.market.buyer
    )
    ended = await tender.market.must(path, WHY | {"why": "irregularity"}, as_=tender.market.buyer)
    late = await tender.send(await tender.market.organization(), 900)

    assert problem(by_itself) == (422, "not-by-hand")
    assert ended["state"] == "failed"
    assert problem(late) == (409, "tender-over")


async def test_who_may_not_deliver_may_not_bid(market: Market) -> None:
    designer = await market.organization()
    tender = await given_a_tender(market, designer_organization_ids=[str(designer[0])])
    custodian = tender.custodians[0][0]
    suspended = await market.organization(state="suspended")
    held = (await market.organization())[0]
    both = market.kit.actor(
        Role.ORG_MANAGER, region=market.city, organization=held, person=custodian.person_id
    )

    refused = [problem(await tender.send(one, 900)) for one in (designer, suspended, (held, both))]
    plain = await market.organization()
    text = {"organization_id": str(plain[0]), "attempt": 1}
    text |= {"parts": dict.fromkeys(("qualification", "technical", "price"), "cGxhaW4=")}
    unsealed = await market.kit.post(f"{tender.path}/bids", text, as_=plain[1])

    assert refused == [
        *((403, "designer-conflict"), (403, "ineligible"), (403, "custodian-conflict")),
    ]
    assert problem(unsealed) == (422, "not-sealed")
