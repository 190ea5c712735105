"""Credits moved by hand, over HTTP: proposed here, posted when a second officer approves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.errors import ConflictOfInterest, FourEyes
from services.credit.account.queries import OFFICERS, STEWARDS
from services.credit.grant import queries, use_cases
from services.credit.grant.errors import NotBetweenHolders
from services.credit.grant.model import Grant, Wish
from services.credit.grant.schemas import (
    BatchSubmission,
    GrantDecision,
    GrantView,
    ReversalSubmission,
    TransferSubmission,
)
from services.credit.grant.states import GrantState
from services.credit.transfer.errors import (
    AccountUnusable,
    BatchRefused,
    DifferentUnits,
    InsufficientCredits,
    NotReversible,
    ReversedAlready,
)
from services.credit.transfer.model import TransferKind
from services.credit.transfer.queries import seen_transfer
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

BATCH_PATH = "/transfers/batch"
BATCH_BYTES_MAX = 256 * 1024
"""A thousand lines with both sides named are some 190 KB."""

router = APIRouter(tags=["grants"])

Reader = Annotated[Actor, requires(*OFFICERS)]
Steward = Annotated[Actor, requires(*STEWARDS)]
Proposed = problems(
    Unknown, BadValue, ConflictOfInterest, NotBetweenHolders, DifferentUnits, AccountUnusable
)
Decided = problems(
    Unknown,
    BadValue,
    IllegalMove,
    FourEyes,
    ConflictOfInterest,
    AccountUnusable,
    InsufficientCredits,
    BatchRefused,
    ReversedAlready,
)


@router.post("/transfers", status_code=201, response_model=GrantView, responses=Proposed)
async def propose_transfer(asked: TransferSubmission, actor: Steward, begin: BeginOnce) -> Response:
    """Propose to grant or adjust credits."""
    async with begin() as uow:
        wish = Wish(asked.debit, asked.credit, asked.amount, asked.effective_on)
        grant = await use_cases.propose_grant(
            uow,
            kind=TransferKind(asked.kind),
            wishes=[wish],
            whole=True,
            grounds=(asked.reason, asked.evidence),
        )
        return await uow.answer(201, GrantView, grant, f"/grants/{grant.id}")


@router.post(BATCH_PATH, status_code=201, response_model=GrantView, responses=Proposed)
async def propose_batch(asked: BatchSubmission, actor: Steward, begin: BeginOnce) -> Response:
    """Propose up to 1,000 grants or adjustments, all or nothing or each by itself."""
    async with begin() as uow:
        wishes = [
            Wish(line.debit, line.credit, line.amount, line.effective_on, f"/lines/{index}")
            for index, line in enumerate(asked.lines)
        ]
        grant = await use_cases.propose_grant(
            uow,
            kind=TransferKind(asked.kind),
            wishes=wishes,
            whole=asked.whole,
            grounds=(asked.reason, asked.evidence),
        )
        return await uow.answer(201, GrantView, grant, f"/grants/{grant.id}")


@router.post(
    "/transfers/{transfer_id}/reversal",
    status_code=201,
    response_model=GrantView,
    responses=problems(Unknown, BadValue, ConflictOfInterest, NotReversible, ReversedAlready),
)
async def propose_reversal(
    transfer_id: UUID, asked: ReversalSubmission, actor: Steward, begin: BeginOnce
) -> Response:
    """Propose to take a transfer back, in part or whole."""
    async with begin() as uow:
        original = await seen_transfer(uow, actor, transfer_id)
        grant = await use_cases.propose_reversal(
            uow,
            original=original,
            amount=asked.amount,
            effective_on=asked.effective_on,
            grounds=(asked.reason, asked.evidence),
        )
        return await uow.answer(201, GrantView, grant, f"/grants/{grant.id}")


@router.get("/grants", response_model=Listed[GrantView])
async def list_grants(
    actor: Reader, begin: Begin, page: Page, state: GrantState | None = None
) -> Response:
    """What was proposed in the caller's region, newest first."""
    async with begin() as uow:
        seen = queries.grants(actor)
        listed = await page_of(uow, seen, Grant.id, page, {Grant.state: state})
        return await uow.answer(200, Listed[GrantView], listed)


@router.get("/grants/{grant_id}", response_model=GrantView, responses=problems(Unknown))
async def read_grant(grant_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One proposal, and what became of it."""
    async with begin() as uow:
        grant = await uow.get(Grant, grant_id, where=queries.visible(actor))
        return await uow.answer(200, GrantView, grant)


@router.post("/grants/{grant_id}/approval", response_model=GrantView, responses=Decided)
async def approve_grant(
    grant_id: UUID, asked: GrantDecision, actor: Steward, begin: BeginOnce
) -> Response:
    """Approve and post it; not by who proposed it, nor for his own organization."""
    async with begin() as uow:
        grant = await uow.get(Grant, grant_id, where=queries.decidable(actor))
        await use_cases.approve_grant(uow, grant=grant, reason=asked.reason)
        return await uow.answer(200, GrantView, grant)


@router.post("/grants/{grant_id}/rejection", response_model=GrantView, responses=Decided)
async def reject_grant(
    grant_id: UUID, asked: GrantDecision, actor: Steward, begin: Begin
) -> Response:
    """Decline it; nothing is posted."""
    async with begin() as uow:
        grant = await uow.get(Grant, grant_id, where=queries.decidable(actor))
        await use_cases.reject_grant(uow, grant=grant, reason=asked.reason)
        return await uow.answer(200, GrantView, grant)
