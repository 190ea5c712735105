"""Checkpoints over HTTP: public, so that anyone can keep them and hold us to them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS
from services.credit.checkpoint import queries
from services.credit.checkpoint.errors import CheckpointsReversed, NotYetSealed
from services.credit.checkpoint.schemas import CheckpointsView, ProofView
from services.credit.transfer.queries import seen_transfer
from shared.access import Actor
from shared.checkpoint_view import CheckpointView
from shared.clock import LOCAL
from shared.errors import Unknown
from shared.pages import PAGE_SIZE, PAGE_SIZE_MAX
from shared.web import Begin, Public, problems, requires

router = APIRouter(tags=["checkpoints"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=PAGE_SIZE_MAX)]


@router.get("/checkpoints", response_model=CheckpointsView)
async def list_checkpoints(
    _: Public, begin: Begin, limit: Limit = PAGE_SIZE, after: Number | None = None
) -> Response:
    """Every checkpoint, the newest first."""
    async with begin() as uow:
        found = await queries.checkpoints(uow, limit=limit, before=after)
        more = len(found) == limit and found[-1].number > 1
        view = CheckpointsView.of(found, await queries.LOG.keys(uow), more=more)
        return await uow.answer(200, CheckpointsView, view)


@router.get("/checkpoints/{number}", response_model=CheckpointView, responses=problems(Unknown))
async def read_checkpoint(number: Number, _: Public, begin: Begin) -> Response:
    """One checkpoint."""
    async with begin() as uow:
        found = await queries.checkpoint(uow, number)
        view = CheckpointView.of(found, await queries.LOG.keys(uow))
        return await uow.answer(200, CheckpointView, view)


@router.get(
    "/checkpoints/{number}/consistency",
    response_model=CheckpointsView,
    responses=problems(Unknown, CheckpointsReversed),
)
async def prove_consistency(
    number: Number,
    _: Public,
    begin: Begin,
    since: Annotated[Number, Query(description="The checkpoint the caller already has")],
    limit: Limit = PAGE_SIZE,
    after: Number | None = None,
) -> Response:
    """The chain from a checkpoint one has to a later one, oldest first.

    Recompute each hash from its fields: whoever holds `since` sees that nothing before it changed.
    """
    if since >= number:
        raise CheckpointsReversed
    async with begin() as uow:
        await queries.checkpoint(uow, since)
        await queries.checkpoint(uow, number)
        start = max(since, after or since)
        found = await queries.checkpoints_after(uow, start, upto=number, limit=limit)
        more = bool(found) and found[-1].number < number
        view = CheckpointsView.of(found, await queries.LOG.keys(uow), more=more)
        return await uow.answer(200, CheckpointsView, view)


@router.get(
    "/transfers/{transfer_id}/proof",
    response_model=ProofView,
    responses=problems(Unknown, NotYetSealed),
)
async def prove_transfer(transfer_id: UUID, actor: Reader, begin: Begin) -> Response:
    """That a transfer is in a checkpoint, so that it cannot be changed or lost unseen."""
    async with begin() as uow:
        transfer = await seen_transfer(uow, actor, transfer_id)
        over = await queries.checkpoint_over(uow, transfer.xid)
        if over is None:
            due = await queries.next_sealing(uow)
            raise NotYetSealed(next_at=due.astimezone(LOCAL) if due else None)
        block = await queries.block(uow, over.xid_from, over.xid_upto)
        shown = CheckpointView.of(over, await queries.LOG.keys(uow))
        return await uow.answer(200, ProofView, ProofView.of(transfer.id, block, shown))
