"""Statements over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account.queries import MEMBERS, OFFICERS, seen_account
from services.credit.statement.errors import PeriodReversed
from services.credit.statement.queries import marks_of_period, page_of_entries
from services.credit.statement.schemas import StatementEntryView, StatementRequest, StatementView
from shared.access import Actor
from shared.errors import Unknown
from shared.web import Begin, problems, requires

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
    first, last = asked.first, asked.last
    if first is not None and last is not None and last < first:
        raise PeriodReversed
    async with begin() as uow:
        account = await seen_account(uow, actor, account_id)
        marks = await marks_of_period(uow, account.id, first=first, last=last)
        opening, closing = marks
        after = max(opening.seq, asked.after)
        rows = await page_of_entries(
            uow, account.id, after=after, upto=closing.seq, limit=asked.limit
        )
        lines = [StatementEntryView.of(uow.base, entry, transfer) for entry, transfer in rows]
        view = StatementView.of(account, period=(first, last), marks=marks, entries=lines)
        return await uow.answer(200, StatementView, view)
