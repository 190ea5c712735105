"""Statements over HTTP."""

from asyncio import to_thread
from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from services.credit.account.model import Account
from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.checkpoint.queries import LOG
from services.credit.organization_replica.model import OrganizationReplica
from services.credit.statement.errors import PeriodReversed, StatementTooLong, TimeAmbiguous
from services.credit.statement.queries import (
    Mark,
    balance_effective,
    balance_recorded,
    marks_of_period,
    page_of_entries,
    pages_of_entries,
)
from services.credit.statement.rules import BYTE_ORDER_MARK, COLUMNS, as_csv, as_pdf
from services.credit.statement.schemas import (
    BalanceRequest,
    PastBalanceView,
    Period,
    StatementEntryView,
    StatementRequest,
    StatementView,
    paper_of,
    row_of,
)
from shared.access import Actor
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.parts import in_parts
from shared.web import Begin, problems, requires

LINES_MAX = 5_000
"""Lines of a statement on paper, a hundred pages; as CSV and JSON it has no end."""

router = APIRouter(prefix="/accounts", tags=["statements"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]


@router.get(
    "/{account_id}/statement",
    response_model=StatementView,
    responses=problems(Unknown, PeriodReversed),
)
async def read_statement(
    account_id: UUID, asked: Annotated[StatementRequest, Query()], actor: Reader, begin: Begin
) -> Response:
    """What was recorded on an account in a period: opening, entries, closing, with the chain."""
    async with begin() as uow:
        account, marks = await _period_of(uow, actor, account_id, asked)
        opening, closing = marks
        after = max(opening.seq, asked.after)
        rows = await page_of_entries(
            uow, account.id, after=after, upto=closing.seq, limit=asked.limit
        )
        lines = [StatementEntryView.of(uow.base, row) for row in rows]
        period = asked.first, asked.last
        view = StatementView.of(account, period=period, marks=marks, entries=lines)
        return await uow.answer(200, StatementView, view)


@router.get(
    "/{account_id}/balance",
    response_model=PastBalanceView,
    responses=problems(Unknown, TimeAmbiguous),
)
async def read_balance(
    account_id: UUID, asked: Annotated[BalanceRequest, Query()], actor: Reader, begin: Begin
) -> Response:
    """What stood on an account: as we said then, or as we now say it was."""
    recorded_at, effective_on = asked.recorded_at, asked.effective_on
    if recorded_at is not None and effective_on is not None:
        raise TimeAmbiguous
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        if effective_on is not None:
            found = await balance_effective(uow, account.id, effective_on)
        else:
            opening = await marks_of_period(uow, account.id, first=None, last=None)
            found = opening[1].balance
            if recorded_at is not None:
                found = await balance_recorded(uow, account.id, recorded_at)
        named = {"account_id": account.id, "balance": found}
        dated = {"recorded_at": recorded_at, "effective_on": effective_on}
        view = PastBalanceView(**named, **dated)
        return await uow.answer(200, PastBalanceView, view)


@router.get(
    "/{account_id}/statement.csv",
    response_class=StreamingResponse,
    responses=problems(Unknown, PeriodReversed) | {200: {"content": {"text/csv": {}}}},
)
async def read_statement_csv(
    account_id: UUID, asked: Annotated[Period, Query()], actor: Reader, begin: Begin
) -> StreamingResponse:
    """A period's lines for a spreadsheet, however many: UTF-8 with a byte order mark."""

    async def text() -> AsyncGenerator[str]:
        async with begin() as uow:
            account, marks = await _period_of(uow, actor, account_id, asked)
        yield BYTE_ORDER_MARK + as_csv([COLUMNS])
        async for page in pages_of_entries(begin, account.id, marks):
            yield as_csv(map(row_of, page))

    return await in_parts(text(), "text/csv")


@router.get(
    "/{account_id}/statement.pdf",
    response_class=Response,
    responses=problems(Unknown, PeriodReversed, StatementTooLong)
    | {200: {"content": {"application/pdf": {}}}},
)
async def read_statement_pdf(
    account_id: UUID, asked: Annotated[Period, Query()], actor: Reader, begin: Begin
) -> Response:
    """A period's lines on paper, with the newest checkpoint to hold us to them."""
    async with begin() as uow:
        account, marks = await _period_of(uow, actor, account_id, asked)
        number = marks[1].seq - marks[0].seq
        if number > LINES_MAX:
            raise StatementTooLong(lines=number, limit=LINES_MAX)
        organization = await uow.session.get(OrganizationReplica, account.organization_id)
        paper = paper_of(account, asked, marks, organization, await LOG.last(uow))
    pages = pages_of_entries(begin, account.id, marks)
    lines = [row_of(row) async for page in pages for row in page]
    content = await to_thread(as_pdf, paper, lines)
    return Response(content, media_type="application/pdf")


async def _period_of(
    uow: UnitOfWork, actor: Actor, account_id: UUID, asked: Period
) -> tuple[Account, tuple[Mark, Mark]]:
    """An account in scope, and where it stood when a period began and ended."""
    first, last = asked.first, asked.last
    if first is not None and last is not None and last < first:
        raise PeriodReversed
    account = await seen_account(uow, actor, account_id)
    return account, await marks_of_period(uow, account.id, first=first, last=last)
