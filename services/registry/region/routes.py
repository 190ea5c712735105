"""Regions over HTTP; the tree is public, changing it is not."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.registry.region import queries, use_cases
from services.registry.region.errors import (
    BadRegionRows,
    CodeTaken,
    NotYourRegion,
    RevisionOutOfOrder,
)
from services.registry.region.model import Region
from services.registry.region.rules import RegionRow, rows_of
from services.registry.region.schemas import (
    RegionChain,
    RegionImportView,
    RegionRevision,
    RegionView,
)
from shared import regions
from shared.access import Actor, Role
from shared.edge import give_time
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.queries import asked
from shared.schemas import Day, merge
from shared.web import Begin, Public, problems, requires

IMPORT_PATH = "/region-imports"
IMPORT_MEDIA = "text/csv"
IMPORT_BYTES_MAX = 8 * 1024 * 1024
"""A province's tree is 1.2 MB; a country is imported file by file."""
IMPORT_SECONDS = 120.0
"""As long as `sanshe regions import` waits: a province takes more than other requests may."""

router = APIRouter(tags=["regions"])

Administrator = Annotated[Actor, requires(Role.CITY_ADMIN, Role.PLATFORM_ADMIN)]
CityAdmin = Annotated[Actor, requires(Role.CITY_ADMIN)]
AsOf = Annotated[Day | None, Query(description="As it was on this day")]


@router.get("/regions", response_model=Listed[RegionView], responses=problems(Unknown))
async def list_regions(
    wanted: Annotated[queries.RegionFilter, asked(queries.RegionFilter)],
    page: Page,
    begin: Begin,
    _: Public,
) -> Response:
    """The regions that match, today or as they were on a day; old codes still find them."""
    async with begin() as uow:
        rows = await queries.regions_matching(uow, wanted)
        only = {Region.level: wanted.level, Region.parent_id: wanted.parent}
        found = await page_of(uow, rows, Region.id, page, only)
        found["items"] = await queries.as_they_were(uow, found["items"], wanted.as_of)
        return await uow.answer(200, Listed[RegionView], found)


@router.get("/regions/{region_id}", response_model=RegionView, responses=problems(Unknown))
async def read_region(region_id: UUID, begin: Begin, _: Public, as_of: AsOf = None) -> Response:
    """One region."""
    async with begin() as uow:
        found = await queries.region_at(uow, region_id, as_of)
        return await uow.answer(200, RegionView, found)


@router.get(
    "/regions/{region_id}/children",
    response_model=Listed[RegionView],
    responses=problems(Unknown),
)
async def list_children(region_id: UUID, page: Page, begin: Begin, _: Public) -> Response:
    """The regions directly below one."""
    async with begin() as uow:
        above = await regions.get(uow.session, region_id)
        found = await page_of(uow, queries.ALL, Region.id, page, {Region.parent_id: above.id})
        found["items"] = await queries.as_they_were(uow, found["items"], None)
        return await uow.answer(200, Listed[RegionView], found)


@router.get(
    "/regions/{region_id}/ancestors", response_model=RegionChain, responses=problems(Unknown)
)
async def list_ancestors(region_id: UUID, begin: Begin, _: Public) -> Response:
    """The chain above a region, from the city down."""
    async with begin() as uow:
        found = {"items": await queries.ancestors_of(uow, region_id)}
        return await uow.answer(200, RegionChain, found)


@router.post(
    "/regions/{region_id}/revisions",
    response_model=RegionView,
    status_code=201,
    responses=problems(Unknown, NotYourRegion, CodeTaken, RevisionOutOfOrder, BadValue),
)
async def revise(region_id: UUID, asked: RegionRevision, begin: Begin, _: CityAdmin) -> Response:
    """Rename, recode or recount a region from a day on; its past stays readable with `as_of`."""
    change = use_cases.Change(**asked.model_dump())
    async with begin() as uow:
        region = await use_cases.revise_region(uow, region_id=region_id, change=change)
        return await uow.answer(
            201, RegionView, merge(region, historical=False), location=f"/regions/{region.id}"
        )


@router.post(
    IMPORT_PATH,
    response_model=RegionImportView,
    responses=problems(BadRegionRows, BadValue, NotYourRegion),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {IMPORT_MEDIA: {"schema": {"type": "string"}}},
        }
    },
)
async def import_file(
    request: Request,
    edition: Annotated[use_cases.Edition, asked(use_cases.Edition)],
    begin: Begin,
    _: Administrator,
    *,
    dry_run: Annotated[bool, Query(description="Only report what would happen")] = False,
) -> Response:
    """Add the regions of a CSV file (code,parent_code,level,name) that are missing here."""
    give_time(request.scope, IMPORT_SECONDS)
    rows = _rows(await request.body())
    async with begin() as uow:
        done = await use_cases.import_regions(uow, rows=rows, edition=edition, dry_run=dry_run)
        return await uow.answer(200, RegionImportView, done)


def _rows(body: bytes) -> list[RegionRow]:
    try:
        return rows_of(body.decode())
    except UnicodeDecodeError:
        raise BadValue(
            "",
            "文件不是 UTF-8 编码，请另存为 UTF-8 编码的 CSV 后重新提交。",
            "The file is not UTF-8: save it as UTF-8 and send it again.",
        ) from None
    except ValueError as line:
        raise BadValue(
            "",
            f"文件第 {line} 行不符：应为四列，首行为 code,parent_code,level,name。",
            f"Line {line} does not fit: four columns, the first line code,parent_code,level,name.",
        ) from None
