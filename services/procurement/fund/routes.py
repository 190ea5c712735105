"""Funds over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund import queries, use_cases
from services.procurement.fund.errors import (
    FundUnusable,
    InsufficientFunds,
    OutOfCharge,
    StillHeld,
)
from services.procurement.fund.model import Fund, FundEntry
from services.procurement.fund.schemas import (
    Adjustment,
    Appropriation,
    BalanceView,
    Decision,
    FundEntryView,
    FundSubmission,
    FundView,
)
from services.procurement.fund.states import EntryKind, FundAction, FundState
from shared.access import Actor, Role
from shared.db import UnitOfWork
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(prefix="/funds", tags=["funds"])

Reader = Annotated[Actor, requires(*queries.READERS)]
Finance = Annotated[Actor, requires(Role.FINANCE)]
Authority = Annotated[Actor, requires(Role.SUPERVISING_AUTHORITY)]
MOVES = problems(Unknown, OutOfCharge, IllegalMove)


@router.post(
    "",
    status_code=201,
    response_model=FundView,
    responses=problems(Unknown, OutOfCharge, BadValue),
)
async def create(asked: FundSubmission, _: Finance, begin: BeginOnce) -> Response:
    """Set up a fund for a region and everything under it; it has no money yet."""
    async with begin() as uow:
        fund = await use_cases.create_fund(uow, terms=asked.model_dump())
        return await uow.answer(201, FundView, fund, location=f"/funds/{fund.id}")


@router.get("", response_model=Listed[FundView])
async def list_funds(
    *,
    actor: Reader,
    begin: Begin,
    page: Page,
    state: FundState | None = None,
    fiscal_year: int | None = None,
) -> Response:
    """The funds of my region, and those above it that I may use, newest first."""
    async with begin() as uow:
        only = {Fund.state: state, Fund.fiscal_year: fiscal_year}
        found = await page_of(uow, queries.funds(actor), Fund.id, page, only)
        return await uow.answer(200, Listed[FundView], found)


@router.get("/{fund_id}", response_model=FundView, responses=problems(Unknown))
async def show(fund_id: UUID, _: Reader, begin: Begin) -> Response:
    """One fund and how it stands."""
    async with begin() as uow:
        return await uow.answer(200, FundView, await queries.seen_fund(uow, fund_id))


@router.get("/{fund_id}/balance", response_model=BalanceView, responses=problems(Unknown))
async def show_balance(fund_id: UUID, _: Reader, begin: Begin) -> Response:
    """Where its money stands, and the hash of the last entry."""
    async with begin() as uow:
        fund = await queries.seen_fund(uow, fund_id)
        return await uow.answer(200, BalanceView, fund.balance)


@router.get("/{fund_id}/entries", response_model=Listed[FundEntryView], responses=problems(Unknown))
async def list_entries(fund_id: UUID, _: Reader, begin: Begin, page: Page) -> Response:
    """Every movement of its money, newest first; the hashes chain them."""
    async with begin() as uow:
        fund = await queries.seen_fund(uow, fund_id)
        found = await page_of(uow, queries.entries_of(fund.id), FundEntry.seq, page)
        return await uow.answer(200, Listed[FundEntryView], found)


@router.post(
    "/{fund_id}/appropriations",
    response_model=FundView,
    responses=problems(Unknown, OutOfCharge, FundUnusable),
)
async def appropriate(
    fund_id: UUID, asked: Appropriation, _: Finance, begin: BeginOnce
) -> Response:
    """Put money into a fund; the first appropriation opens it."""
    async with begin() as uow:
        kind, fen = EntryKind.APPROPRIATE, asked.amount.fen
        fund = await use_cases.grant(
            uow, fund_id=fund_id, kind=kind, amount_fen=fen, note=asked.note
        )
        return await uow.answer(200, FundView, fund)


@router.post(
    "/{fund_id}/adjustments",
    response_model=FundView,
    responses=problems(Unknown, OutOfCharge, FundUnusable, InsufficientFunds),
)
async def adjust(fund_id: UUID, asked: Adjustment, _: Finance, begin: BeginOnce) -> Response:
    """Correct a fund's size; no lower than what is available."""
    kind, fen = EntryKind.ADJUST, -asked.amount.fen if asked.decrease else asked.amount.fen
    async with begin() as uow:
        fund = await use_cases.grant(
            uow, fund_id=fund_id, kind=kind, amount_fen=fen, note=asked.note
        )
        return await uow.answer(200, FundView, fund)


@router.post("/{fund_id}/freeze", response_model=FundView, responses=MOVES)
async def freeze(fund_id: UUID, asked: Decision, _: Authority, begin: Begin) -> Response:
    """Stop every reservation, commitment and payment from a fund."""
    async with begin() as uow:
        return await _moved(uow, fund_id, FundAction.FREEZE, asked)


@router.post("/{fund_id}/thaw", response_model=FundView, responses=MOVES)
async def thaw(fund_id: UUID, asked: Decision, _: Authority, begin: Begin) -> Response:
    """Let a frozen fund be used again."""
    async with begin() as uow:
        return await _moved(uow, fund_id, FundAction.THAW, asked)


@router.post(
    "/{fund_id}/closure",
    response_model=FundView,
    responses=problems(Unknown, OutOfCharge, IllegalMove, StillHeld),
)
async def close(fund_id: UUID, asked: Decision, _: Finance, begin: Begin) -> Response:
    """Close a fund that holds nothing for anyone; what it has left lapses."""
    async with begin() as uow:
        return await _moved(uow, fund_id, FundAction.CLOSE, asked)


async def _moved(uow: UnitOfWork, fund_id: UUID, action: FundAction, asked: Decision) -> Response:
    fund = await use_cases.move_fund(uow, fund_id=fund_id, action=action, note=asked.note)
    return await uow.answer(200, FundView, fund)
