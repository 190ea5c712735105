"""Notices over HTTP: public, so that anyone can keep them and hold us to them."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.notice import queries
from services.procurement.notice.model import Notice
from services.procurement.notice.schemas import NoticeView
from services.procurement.notice.states import NoticeKind
from shared.pages import Listed, Page, page_of
from shared.web import Begin, Public

router = APIRouter(tags=["notices"])


@router.get("/notices", response_model=Listed[NoticeView])
async def list_notices(
    *,
    _: Public,
    begin: Begin,
    page: Page,
    kind: NoticeKind | None = None,
    process_id: UUID | None = None,
    region_id: UUID | None = None,
) -> Response:
    """What purchases tell everybody: tenders, their closing, opening, failure and result."""
    async with begin() as uow:
        only = {
            Notice.kind: kind,
            Notice.process_id: process_id,
            Notice.region_id: region_id,
        }
        found = await page_of(uow, queries.notices(), Notice.id, page, only)
        return await uow.answer(200, Listed[NoticeView], found)
