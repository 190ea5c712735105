"""How a tender is assessed and awarded. Locks: process, bid, panel; at the award the project."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.procurement.assessment.errors import (
    ExplanationAwaited,
    NotAllChecked,
    PriceNotInQuestion,
    PricesUndecided,
)
from services.procurement.assessment.rules import Rates, low_prices, places
from services.procurement.bid import queries as bids
from services.procurement.bid.model import Bid
from services.procurement.bid.states import BidState, Exclusion
from services.procurement.claim.errors import NotYourOrganization
from services.procurement.fund.queries import check_charge_of
from services.procurement.panel.rules import Size, check_size
from services.procurement.panel.use_cases import appoint_panel
from services.procurement.process.model import Process
from services.procurement.process.queries import process_in_charge
from services.procurement.process.rules import failure_of
from services.procurement.process.states import PROCESS, ProcessAction
from services.procurement.process.use_cases import MIN_BIDS, fail
from services.procurement.project.queries import AUTHORS, check_no_party, check_no_party_to
from services.procurement.review.queries import signed_review
from services.procurement.review.use_cases import open_review
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter, whole

STAGE = "evaluation"
"""All criteria of a tender are judged together."""

LOW, COMMITTEE = "spec/procurement.md §2.4", "spec/procurement.md §2.3"
OF_MEAN = Parameter("tender.low_price_mean", whole(5_000, 6_500), default=5_000, source=LOW)
OF_SECOND = Parameter("tender.low_price_second", whole(5_000, 6_500), default=5_000, source=LOW)
OF_CEILING = Parameter("tender.low_price_ceiling", whole(4_500, 6_500), default=4_500, source=LOW)
HALF_AN_HOUR = Duration(value=30, unit="min")
EXPLANATION = Parameter("tender.explanation", Duration, default=HALF_AN_HOUR, source=LOW)
PANEL = Parameter("tender.panel", whole(5, 31), default=5, source=COMMITTEE)
EXPERTS_BP = 6_666
"""Two thirds; of five, four."""


async def check_qualification(
    uow: UnitOfWork, *, bid_id: UUID, qualified: bool, reason: str | None
) -> Bid:
    """The buyer finds that a bidder can show what the documents ask for, or cannot."""
    _, bid = await _judged(uow, bid_id, ProcessAction.EVALUATE)
    if qualified:
        bid.qualify()
    else:
        bid.exclude(Exclusion.UNQUALIFIED, at=uow.at, reason=reason)
    return bid


async def begin_evaluation(
    uow: UnitOfWork, *, process_id: UUID, members: list[dict[str, Any]]
) -> Process:
    """Have a panel judge the qualified bids; with fewer than the law wants the tender fails."""
    process = await process_in_charge(uow, process_id, *AUTHORS)
    process.move(ProcessAction.EVALUATE)
    opened = await bids.opened_bids(uow, process.id)
    await check_no_party(uow, *(bid.organization_id for bid in opened))
    if left := [bid.id for bid in opened if bid.state is BidState.OPENED]:
        raise NotAllChecked(bid_ids=left)
    qualified = [bid for bid in opened if bid.state is BidState.QUALIFIED]
    if await _too_few(uow, process, qualified):
        return process
    size = Size(least=PANEL.kept(process.rules), wanted={}, experts_bp=EXPERTS_BP)
    check_size([one["capacity"] for one in members], size, place="/members")
    terms = {
        "call_id": process.id,
        "region_id": process.region_id,
        "criteria": [one | {"stage": STAGE} for one in process.criteria],
        "trim_from": None,
        "rules": process.rules,
    }
    panel = await appoint_panel(uow, terms=terms, members=members, place="/members")
    candidates = {bid.id: bid.organization_id for bid in qualified}
    await open_review(uow, panel=panel, stage=STAGE, candidates=candidates)
    _ask_about_prices(uow, process, qualified)
    return process


async def explain_price(uow: UnitOfWork, *, bid_id: UUID, text: str) -> Bid:
    """The bidder says how an abnormally low price comes about."""
    _, bid = await _locked(uow, bid_id)
    if not uow.actor.acts_for(bid.organization_id, *bids.BIDDERS):
        raise NotYourOrganization
    _check_in_question(bid)
    bid.explanation = text
    return bid


async def decide_on_price(uow: UnitOfWork, *, bid_id: UUID, accepted: bool, reason: str) -> Bid:
    """Take down what the panel found of an abnormally low price."""
    _, bid = await _judged(uow, bid_id, ProcessAction.REPORT)
    _check_in_question(bid)
    if bid.explanation is None and bid.explain_by is not None and uow.at < bid.explain_by:
        raise ExplanationAwaited(explain_by=bid.explain_by)
    if accepted:
        bid.price_accepted_because = reason
    else:
        bid.exclude(Exclusion.LOW_PRICE, at=uow.at, reason=reason)
    return bid


async def draw_up_report(uow: UnitOfWork, *, process_id: UUID) -> Process:
    """Add the points of the price to what the panel signed, and rank what is left."""
    process = await process_in_charge(uow, process_id, *AUTHORS)
    process.move(ProcessAction.REPORT)
    review = await signed_review(uow, process.id, STAGE)
    judged = {UUID(one["candidate_id"]): one for one in review.ranking}
    opened = await bids.opened_bids(uow, process.id)
    await check_no_party(uow, *(bid.organization_id for bid in opened))
    valid = [bid for bid in opened if bid.state is BidState.QUALIFIED]
    if left := [bid.id for bid in valid if _in_question(bid)]:
        raise PricesUndecided(bid_ids=left)
    for bid in [bid for bid in valid if judged[bid.id]["below"]]:
        codes = "、".join(judged[bid.id]["below"])
        bid.exclude(Exclusion.BELOW_MINIMUM, at=uow.at, reason=codes)
        valid.remove(bid)
    if await _too_few(uow, process, valid):
        return process
    quality = {bid.id: judged[bid.id]["total"] for bid in valid}
    prices = {bid.id: bid.price_fen for bid in valid if bid.price_fen is not None}
    assert process.closing_root is not None
    weight, lot = process.price_weight_hundredths, process.closing_root
    of = {bid.id: str(bid.organization_id) for bid in valid}
    process.ranking = [
        asdict(one) | {"bid_id": str(one.bid_id), "organization_id": of[one.bid_id]}
        for one in places(quality, prices, weight=weight, lot=lot)
    ]
    return process


async def _too_few(uow: UnitOfWork, process: Process, valid: list[Bid]) -> bool:
    why = failure_of(valid=len(valid), over_ceiling=0, least=MIN_BIDS.kept(process.rules))
    if why is not None:
        await fail(uow, process, why, reason=None)
    return why is not None


def _ask_about_prices(uow: UnitOfWork, process: Process, qualified: list[Bid]) -> None:
    rules = process.rules
    rates = Rates(OF_MEAN.kept(rules), OF_SECOND.kept(rules), OF_CEILING.kept(rules))
    prices = {bid.id: bid.price_fen for bid in qualified if bid.price_fen is not None}
    low = low_prices(prices, ceiling_fen=process.ceiling_fen, rates=rates)
    for bid in qualified:
        if low[bid.id]:
            bid.low_price = [*low[bid.id]]
            bid.explain_by = due(uow.at, EXPLANATION.kept(rules)).at


def _in_question(bid: Bid) -> bool:
    decided = bid.state is not BidState.QUALIFIED or bid.price_accepted_because is not None
    return bool(bid.low_price) and not decided


def _check_in_question(bid: Bid) -> None:
    if not _in_question(bid):
        raise PriceNotInQuestion


async def _locked(uow: UnitOfWork, bid_id: UUID) -> tuple[Process, Bid]:
    seen = await bids.seen_bid(uow, bid_id)
    process = await uow.lock(Process, seen.process_id)
    return process, await uow.get(Bid, bid_id, where=bids.visible(uow.actor))


async def _judged(uow: UnitOfWork, bid_id: UUID, before: ProcessAction) -> tuple[Process, Bid]:
    """A bid that the buyer decides on, before he takes this step."""
    process, bid = await _locked(uow, bid_id)
    await check_charge_of(uow, process.region_id, *AUTHORS)
    await check_no_party_to(uow, process.project_id, bid.organization_id)
    PROCESS.after(process.state, before)
    return process, bid
