"""The catalogue over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.category import queries, use_cases
from services.needs.category.errors import (
    CatalogueOfAll,
    CategoryExists,
    CategoryHasLeaves,
    CategoryNotLeaf,
    CategoryRetired,
    UnknownCategory,
)
from services.needs.category.schemas import (
    CatalogueView,
    CategoryDraft,
    CategoryView,
    Code,
    Retirement,
    tree,
)
from shared.access import Actor, Role
from shared.clock import day_of
from shared.web import Begin, Now, Public, problems, requires

router = APIRouter(prefix="/categories", tags=["categories"])

Admin = Annotated[Actor, requires(Role.CITY_ADMIN)]


@router.get("", response_model=CatalogueView)
async def read(begin: Begin, now: Now, _: Public) -> Response:
    """The catalogue in use today, as a tree."""
    async with begin() as uow:
        rows = await queries.catalogue(uow, day=day_of(now))
        return await uow.answer(200, CatalogueView, {"items": tree(rows)})


@router.post(
    "",
    status_code=201,
    response_model=CategoryView,
    responses=problems(CatalogueOfAll, CategoryExists, CategoryRetired, UnknownCategory),
)
async def add(asked: CategoryDraft, begin: Begin, now: Now, _: Admin) -> Response:
    """Put a new category into the catalogue."""
    fields = asked.model_dump() | {"valid_from": asked.valid_from or day_of(now)}
    async with begin() as uow:
        category = await use_cases.add_category(uow, **fields)
        return await uow.answer(201, CategoryView, category, location="/categories")


@router.post(
    "/{code}/retirement",
    response_model=CategoryView,
    responses=problems(
        *(CatalogueOfAll, UnknownCategory, CategoryRetired, CategoryNotLeaf, CategoryHasLeaves)
    ),
)
async def retire(code: Code, asked: Retirement, begin: Begin, now: Now, _: Admin) -> Response:
    """End a category; needs already filed go on."""
    async with begin() as uow:
        category = await use_cases.retire_category(
            uow,
            code=code,
            day=asked.from_day or day_of(now),
            successor_code=asked.successor_code,
        )
        return await uow.answer(200, CategoryView, category)
