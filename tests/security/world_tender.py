"""A tender in every state, for the world of procurement."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from services.procurement.bid.model import Bid
from services.procurement.bid.queries import CONTENTS
from services.procurement.bid.states import BidState
from services.procurement.custody.model import KeyShare
from services.procurement.panel.model import Panel
from services.procurement.process.model import Process
from services.procurement.process.states import ProcessState
from services.procurement.project.model import Project
from services.procurement.review.model import Review
from services.procurement.review.states import ReviewState
from shared.access import Actor
from tests.procurement.market import Market
from tests.procurement.tender import (
    QUALIFICATION,
    TECHNICAL,
    Tender,
    documents,
    given_a_draft,
    given_a_panel,
    given_a_project,
    given_a_tender,
    tool,
)
from tests.security.cells import Ask, copied

WHY = {"reason": "经查招标文件存在重大缺陷，依法终止。"}


async def tenders(
    market: Market, organization: UUID, manager: Actor
) -> tuple[dict[str, Ask], Actor]:
    """What is asked of tenders, bids and keys, and the custodian who may."""
    bidder = (organization, manager)
    draft, tender = await given_a_draft(market), await given_a_tender(market)
    told = documents(market, draft.process["custodian_key_ids"])
    funded = (await given_a_project(market))["id"]
    answer = await tender.send(bidder, 900)
    bid = answer.json()["id"]
    free = await given_a_tender(market)
    again = free.sealed(organization, 900)
    replacement = tender.sealed(organization, 850, 2)
    del replacement["organization_id"]
    opened = await _opened(market, bidder)
    closed = await _staged(tender, ProcessState.CLOSED)
    found = {
        "POST /projects/{project_id}/processes": Ask(
            {"project_id": funded}, told, names="project_id"
        ),
        **_of_drafts(draft, told, tender),
        "POST /processes/{process_id}/bids": Ask(
            {"process_id": free.process["id"]}, again, names="process_id"
        ),
        "GET /bids": Ask(query={"limit": 200}, tells=opened),
        "GET /bids/{bid_id}": _of_bid(opened),
        "GET /bids/{bid_id}/contents": _of_bid(opened),
        "GET /bids/{bid_id}/receipts": _of_bid(opened),
        "POST /bids/{bid_id}/replacement": _of_bid(bid, replacement),
        "POST /bids/{bid_id}/withdrawal": _of_bid(bid),
        **await _of_keys(market, tender, closed),
        **await _of_judging(tender, opened),
    }
    return found, tender.custodians[0][0]


async def _staged(tender: Tender, state: ProcessState, **more: Any) -> UUID:
    """A tender of a project of its own, in another state."""
    kit = tender.market.kit
    project = await copied(kit, Project, tender.project["id"])
    about = {"project_id": project, "state": state, **more}
    return await copied(kit, Process, tender.process["id"], **about)


async def _of_judging(tender: Tender, opened: str) -> dict[str, Ask]:
    kit, one = tender.market.kit, "/processes/{process_id}"
    read, judged = [
        await _staged(tender, state, closing_root="0" * 64)
        for state in (ProcessState.OPENED, ProcessState.EVALUATING)
    ]
    checked = await copied(kit, Bid, opened, process_id=read)
    asked: dict[str, Any] = {"low_price": ["below_mean"], "state": BidState.QUALIFIED}
    low = await copied(kit, Bid, opened, process_id=judged, **asked)
    empty, signed = [
        await _staged(tender, state) for state in (ProcessState.OPENED, ProcessState.EVALUATING)
    ]
    panel: dict[str, Any] = {"call_id": signed, "region_id": tender.market.street.id}
    made = Panel(**panel, criteria=[], trim_from=None, rules={})
    about: dict[str, Any] = {"panel_id": made.id, "region_id": made.region_id}
    async with kit.begin() as uow:
        uow.add(made)
        await uow.flush()
        uow.add(Review(**about, stage="evaluation", candidates=[], state=ReviewState.SIGNED))
    reported = await _staged(tender, ProcessState.REPORTED)
    best = await copied(kit, Bid, opened, process_id=reported)
    ranking = [{"bid_id": str(best), "organization_id": str(best), "rank": 1}]
    ranking[0] |= {"quality": 8_000, "price": 1_000, "total": 9_000}
    async with kit.begin() as uow:
        first = update(Process).where(Process.id == reported).values(ranking=ranking)
        await uow.session.execute(first)

    def of(process: UUID, body: Any = None) -> Ask:
        return Ask({"process_id": process}, body, names="process_id")

    decision = {"accepted": True, "reason": "成本说明合理"}
    text = {"text": "志愿者参与服务，人工成本较低。"}
    return {
        "POST /bids/{bid_id}/qualification": _of_bid(checked, {"qualified": True}),
        "POST /bids/{bid_id}/explanation": _of_bid(low, text),
        "POST /bids/{bid_id}/price-decision": _of_bid(low, decision),
        f"POST {one}/evaluation": of(empty, {"members": given_a_panel(tender.market)[1]}),
        f"POST {one}/report": of(signed),
        f"POST {one}/award": of(reported),
    }


def _of_bid(bid: Any, body: Any = None) -> Ask:
    return Ask({"bid_id": bid}, body, names="bid_id")


def _of_drafts(draft: Tender, told: dict[str, Any], tender: Tender) -> dict[str, Ask]:
    one = "/processes/{process_id}"

    def of(process: dict[str, Any], body: Any = None) -> Ask:
        return Ask({"process_id": process["id"]}, body, names="process_id")

    return {
        "GET /processes": Ask(query={"limit": 200}, tells=draft.process["id"]),
        f"GET {one}": of(draft.process),
        f"PUT {one}": of(draft.process, told),
        f"POST {one}/publication": of(draft.process),
        f"POST {one}/cancellation": of(draft.process, WHY),
        f"POST {one}/failure": of(tender.process, WHY | {"why": "irregularity"}),
        "GET /notices": Ask(query={"limit": 200}, tells=tender.process["id"]),
    }


async def _opened(market: Market, bidder: tuple[UUID, Actor]) -> str:
    """A bid as it is after its opening."""
    kit, tender = market.kit, await given_a_tender(market)
    bid = UUID((await tender.send(bidder, 900)).json()["id"])
    told = json.dumps({"qualification": QUALIFICATION, "technical": TECHNICAL})
    contents = kit.vault.seal(CONTENTS, bid, told)
    shown: dict[str, Any] = {"state": BidState.OPENED, "opened_at": kit.now}
    shown |= {"contents": contents, "unit_prices": {}, "price_fen": 27_000_000}
    async with kit.begin() as uow:
        await uow.session.execute(update(Bid).where(Bid.id == bid).values(**shown))
    return str(bid)


async def _of_keys(market: Market, tender: Tender, closed: UUID) -> dict[str, Ask]:
    kit, (custodian, private) = market.kit, tender.custodians[0]
    share = (await kit.get(f"{tender.path}/share", as_=custodian)).json()
    body = tool.share(private, share, tender.process["id"])
    async with kit.begin() as uow:
        mine = select(KeyShare.id).where(KeyShare.account_id == custodian.id)
        held = (await uow.session.scalars(mine)).one()
    await copied(kit, KeyShare, held, process_id=closed)
    public = {"region_id": str(market.street.id), "public_key": tool.new_key()[1]}
    return {
        "POST /custodian-keys": Ask(body=public, names="region_id"),
        "GET /custodian-keys": Ask(
            query={"limit": 200}, tells=tender.process["custodian_key_ids"][0]
        ),
        "GET /processes/{process_id}/shares": Ask({"process_id": closed}, names="process_id"),
        "GET /processes/{process_id}/share": Ask({"process_id": closed}, names="process_id"),
        "POST /processes/{process_id}/share": Ask({"process_id": closed}, body, names="process_id"),
    }
