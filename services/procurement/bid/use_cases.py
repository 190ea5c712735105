"""How bids come in. Locks: process, bid; so bids and the closing of a tender wait for each other.

`received_at` is when the whole body was there, by the clock of the database.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.procurement.bid import queries
from services.procurement.bid.errors import (
    BidLate,
    CustodianConflict,
    DuplicateBidder,
    TenderOver,
    WrongAttempt,
)
from services.procurement.bid.model import Bid, BidReceipt
from services.procurement.bid.rules import check_sealed, digests_of, hash_of
from services.procurement.bid.states import Part, ReceiptKind
from services.procurement.claim.errors import NotYourOrganization
from services.procurement.claim.queries import check_eligible
from services.procurement.custody.queries import custodian_bodies, is_custodian
from services.procurement.notice.use_cases import sign
from services.procurement.process.model import Process
from services.procurement.process.queries import published
from services.procurement.process.states import ProcessState
from services.procurement.project.model import Project
from services.procurement.project.queries import check_no_hand_in
from services.procurement.succession.queries import related
from shared.db import UnitOfWork

Parts = dict[Part, bytes]


async def submit_bid(
    uow: UnitOfWork,
    *,
    process_id: UUID,
    organization_id: UUID,
    sealed: tuple[int, Parts],
    received_at: datetime,
) -> tuple[Bid, BidReceipt]:
    """Take a first bid in; `sealed` is its attempt and its parts."""
    process = await published(uow, process_id)
    _check_manages(uow, organization_id)
    _check_in_time(process, received_at)
    await _check_may_bid(uow, process, organization_id)
    attempt, parts = sealed
    before = await queries.bid_of(uow, process.id, organization_id)
    if before is not None:
        raise DuplicateBidder(bid_id=before.id, attempt=before.attempt)
    if attempt != 1:
        raise WrongAttempt(expected=1)
    check_sealed(parts)
    ciphertexts: dict[str, Any] = {part.value: parts[part] for part in Part}
    bid = Bid(
        process_id=process.id,
        region_id=process.region_id,
        organization_id=organization_id,
        submitted_by=uow.actor.id,
        received_at=received_at,
        **ciphertexts,
    )
    uow.add(bid)
    return bid, await _receipt(uow, process, bid, ReceiptKind.SUBMITTED, received_at)


async def replace_bid(
    uow: UnitOfWork, *, bid_id: UUID, sealed: tuple[int, Parts], received_at: datetime
) -> tuple[Bid, BidReceipt]:
    """Take another bid in place of what the organization sent before, or took back."""
    process, bid = await _own_bid(uow, bid_id, received_at)
    await _check_may_bid(uow, process, bid.organization_id)
    attempt, parts = sealed
    bid.replace(attempt, parts, by=uow.actor.id, at=received_at)
    return bid, await _receipt(uow, process, bid, ReceiptKind.REPLACED, received_at)


async def withdraw_bid(
    uow: UnitOfWork, *, bid_id: UUID, received_at: datetime
) -> tuple[Bid, BidReceipt]:
    """Give a bid back; nothing of it is kept but that it was there."""
    process, bid = await _own_bid(uow, bid_id, received_at)
    bid.withdraw()
    return bid, await _receipt(uow, process, bid, ReceiptKind.WITHDRAWN, received_at)


async def _own_bid(uow: UnitOfWork, bid_id: UUID, received_at: datetime) -> tuple[Process, Bid]:
    seen = await queries.seen_bid(uow, bid_id)
    process = await uow.lock(Process, seen.process_id)
    bid = await uow.get(Bid, bid_id, where=queries.visible(uow.actor))
    _check_manages(uow, bid.organization_id)
    _check_in_time(process, received_at)
    return process, bid


def _check_manages(uow: UnitOfWork, organization_id: UUID) -> None:
    if not uow.actor.acts_for(organization_id, *queries.BIDDERS):
        raise NotYourOrganization


def _check_in_time(process: Process, received_at: datetime) -> None:
    if received_at >= process.bids_due_at:
        raise BidLate(bids_due_at=process.bids_due_at)
    if process.state is not ProcessState.PUBLISHED:
        raise TenderOver(state=process.state)


async def _check_may_bid(uow: UnitOfWork, process: Process, organization_id: UUID) -> None:
    project = await uow.see(Project, process.project_id)
    check_no_hand_in(uow, project)
    await check_eligible(uow, organization_id, project.id)
    holders = await custodian_bodies(uow, process.id)
    if await is_custodian(uow, process.id) or await related(uow, [organization_id], holders):
        raise CustodianConflict


async def _receipt(
    uow: UnitOfWork, process: Process, bid: Bid, kind: ReceiptKind, at: datetime
) -> BidReceipt:
    last = await queries.last_receipt(uow, process.id)
    assert process.chain_start is not None
    record = {
        "process": str(process.id),
        "bid": str(bid.id),
        "bidder_org": str(bid.organization_id),
        "kind": kind.value,
        "attempt": bid.attempt,
        "parts": digests_of(bid.parts),
        "received_at": at.astimezone(UTC).isoformat(),
        "previous": last.hash if last else process.chain_start.hex(),
    }
    public_key, signature = await sign(uow, record)
    receipt = BidReceipt(
        process_id=process.id,
        seq=last.seq + 1 if last else 1,
        bid_id=bid.id,
        kind=kind,
        record=record,
        hash=hash_of(record),
        public_key=public_key,
        signature=signature,
    )
    uow.add(receipt)
    return receipt
