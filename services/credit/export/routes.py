"""Exports over HTTP, streamed: a ledger of any size costs the service no memory."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from services.credit.account.queries import visible
from services.credit.export import queries
from services.credit.export.rules import ExportFormat
from shared.access import Actor, Role
from shared.web import BeginWhole, Public, requires

router = APIRouter(prefix="/exports", tags=["exports"])

Auditor = Annotated[Actor, requires(Role.AUDITOR, Role.CITY_ADMIN)]


@router.get("/journal", response_class=StreamingResponse)
async def export_journal(_: Public, begin: BeginWhole) -> StreamingResponse:
    """What `tools/verify_ledger.py` verifies: every transfer and entry, without a name."""

    async def text() -> AsyncIterator[str]:
        async with begin() as uow:
            async for line in queries.journal(uow):
                yield line

    return StreamingResponse(text(), media_type="application/jsonl; charset=utf-8")


@router.get("/{wanted}", response_class=StreamingResponse)
async def export_ledger(
    wanted: ExportFormat, actor: Auditor, begin: BeginWhole
) -> StreamingResponse:
    """The accounts in the caller's scope for hledger or beancount, which then check them."""

    async def text() -> AsyncIterator[str]:
        async with begin() as uow:
            async for line in queries.exported(uow, wanted, visible(actor)):
                yield line

    return StreamingResponse(text(), media_type="text/plain; charset=utf-8")
