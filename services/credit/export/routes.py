"""Exports over HTTP, in parts: a ledger of any size costs the service no memory."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from services.credit.account.queries import visible
from services.credit.export import queries
from services.credit.export.errors import ExportsBusy
from services.credit.export.rules import ExportFormat
from shared.access import Actor, Role
from shared.parts import in_parts
from shared.web import BeginWhole, Public, problems, requires

router = APIRouter(prefix="/exports", tags=["exports"])

Auditor = Annotated[Actor, requires(Role.AUDITOR, Role.CITY_ADMIN)]


@router.get(
    "/journal",
    response_class=StreamingResponse,
    responses=problems(ExportsBusy) | {200: {"content": {"application/jsonl": {}}}},
)
async def export_journal(_: Public, begin: BeginWhole) -> StreamingResponse:
    """What `tools/verify_ledger.py` verifies: every transfer and entry, without a name."""

    async def text() -> AsyncGenerator[str]:
        async with begin() as uow:
            await queries.one_moment(uow, queries.PUBLIC)
            async for line in queries.journal(uow):
                yield line

    return await in_parts(text(), "application/jsonl")


@router.get(
    "/{wanted}",
    response_class=StreamingResponse,
    responses=problems(ExportsBusy) | {200: {"content": {"text/plain": {}}}},
)
async def export_ledger(
    wanted: ExportFormat, actor: Auditor, begin: BeginWhole
) -> StreamingResponse:
    """The accounts in the caller's scope for hledger or beancount, which then check them."""

    async def text() -> AsyncGenerator[str]:
        async with begin() as uow:
            await queries.one_moment(uow, queries.OFFICIAL)
            async for line in queries.exported(uow, wanted, visible(actor)):
                yield line

    return await in_parts(text(), "text/plain")
