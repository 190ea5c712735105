"""How bids are opened. Locks: process, then all of its bids and shares."""

import json
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from services.procurement.bid.errors import BidsAltered
from services.procurement.bid.model import Bid, BidReceipt
from services.procurement.bid.queries import CONTENTS, chain_of, sealed_bids
from services.procurement.bid.rules import PRICE_FEN_MAX, follows, prices_of, total_of
from services.procurement.bid.states import BidState, Exclusion, Part
from services.procurement.custody.errors import OpeningTooEarly
from services.procurement.custody.model import info_of, opened
from services.procurement.custody.use_cases import take_share
from services.procurement.notice import use_cases as notices
from services.procurement.notice.states import NoticeKind
from services.procurement.organization_replica.model import OrganizationReplica
from services.procurement.process.model import Process
from services.procurement.process.queries import published
from services.procurement.process.rules import failure_of
from services.procurement.process.states import PROCESS, ProcessAction, ProcessState
from services.procurement.process.use_cases import MIN_BIDS, OPENING_END, THRESHOLD, fail
from services.procurement.project.model import Project
from shared.db import UnitOfWork
from shared.edge_errors import EdgeProblem
from shared.parser import check_json


async def hand_in_share(uow: UnitOfWork, *, process_id: UUID, share: bytes) -> Process:
    """Take a custodian's share; with the last one that is needed the bids are open."""
    process = await published(uow, process_id)
    if process.state is ProcessState.PUBLISHED:
        raise OpeningTooEarly(opens_at=process.bids_due_at)
    PROCESS.after(process.state, ProcessAction.OPEN)
    private = await take_share(
        uow, process_id=process.id, share=share, threshold=THRESHOLD.kept(process.rules)
    )
    if private is not None:
        await _open(uow, process, private)
    return process


async def _open(uow: UnitOfWork, process: Process, private: X25519PrivateKey) -> None:
    assert private.public_key().public_bytes_raw() == process.sealing_key
    project = await uow.see(Project, process.project_id)
    bids = await sealed_bids(uow, process.id)
    receipts = await chain_of(uow, process.id)
    _check_unaltered(process, bids, receipts)
    for bid in bids:
        _read(uow, bid, project, private)
    process.open(at=uow.at)
    await uow.unschedule(OPENING_END, process.id)
    assert process.chain_start is not None
    told = {
        "bids": [await _read_out(uow, bid) for bid in bids],
        "chain_start": process.chain_start.hex(),
        "receipts": [one.hash for one in receipts],
        "closing_root": process.closing_root,
    }
    about: dict[str, Any] = {"process_id": process.id, "region_id": process.region_id}
    await notices.publish(uow, **about, kind=NoticeKind.OPENING, content=told)
    over = sum(bid.exclusion is Exclusion.OVER_CEILING for bid in bids)
    valid = sum(bid.state is BidState.OPENED for bid in bids)
    why = failure_of(valid=valid, over_ceiling=over, least=MIN_BIDS.kept(process.rules))
    if why is not None:
        await fail(uow, process, why, reason=None)


def _check_unaltered(process: Process, bids: list[Bid], receipts: list[BidReceipt]) -> None:
    """What is there must be what was received, in the chain whose end was published."""
    assert process.chain_start is not None
    assert process.closing_root is not None
    last = {one.bid_id: one for one in receipts}
    wrong = [bid.id for bid in bids if bid.id not in last or not last[bid.id].tells_of(bid)]
    chain = [(one.record, one.hash) for one in receipts]
    whole = follows(chain, start=process.chain_start.hex(), root=process.closing_root)
    if wrong or not whole:
        raise BidsAltered(bid_ids=wrong)


def _read(uow: UnitOfWork, bid: Bid, project: Project, private: X25519PrivateKey) -> None:
    parts = {
        part: _json_in(opened(sealed, private, info_of("bid", bid.context(part))))
        for part, sealed in bid.parts.items()
    }
    items = project.service_items
    prices = prices_of(parts[Part.PRICE], [item["id"] for item in items])
    told = {part.value: parts[part] for part in (Part.QUALIFICATION, Part.TECHNICAL)}
    if prices is None or not all(isinstance(one, dict) for one in told.values()):
        bid.exclude(Exclusion.UNREADABLE, at=uow.at)
        return
    total = total_of(prices, items)
    if total >= PRICE_FEN_MAX:  # beyond what an amount can be
        bid.exclude(Exclusion.UNREADABLE, at=uow.at)
        return
    contents = uow.vault.seal(CONTENTS, bid.id, json.dumps(told, ensure_ascii=False))
    bid.read(contents, prices, total, at=uow.at)
    if total > project.ceiling_fen:
        bid.exclude(Exclusion.OVER_CEILING, at=uow.at)


def _json_in(text: bytes | None) -> Any:
    """The JSON that was sealed, as strict as a body must be; None where there is none."""
    if text is None:
        return None
    try:
        check_json(text)
    except EdgeProblem:
        return None
    return json.loads(text)


async def _read_out(uow: UnitOfWork, bid: Bid) -> dict[str, Any]:
    bidder = await uow.session.get(OrganizationReplica, bid.organization_id)
    return {
        "bid_id": str(bid.id),
        "organization_id": str(bid.organization_id),
        "organization": bidder.name if bidder else None,
        "price_fen": bid.price_fen,
        "exclusion": bid.exclusion and bid.exclusion.value,
    }
