"""What can be done with the catalogue."""

from datetime import date
from typing import Any

from sqlalchemy import select

from services.needs.category import queries
from services.needs.category.errors import (
    CatalogueOfAll,
    CategoryExists,
    CategoryHasLeaves,
    CategoryRetired,
    UnknownCategory,
)
from services.needs.category.model import Category
from shared.db import UnitOfWork


async def add_category(uow: UnitOfWork, **fields: Any) -> Category:
    """Put a new category into the catalogue; its code must be new and its parent a group."""
    await _check_charge(uow)
    code, parent_code = fields["code"], fields["parent_code"]
    if await uow.session.scalar(select(Category.id).where(Category.code == code)):
        raise CategoryExists(code=code)
    if parent_code is not None:
        parent = await queries.category(uow, parent_code, pointer="/parent_code")
        if parent.leaf:
            raise UnknownCategory(pointer="/parent_code", code=parent_code)
        if parent.valid_until is not None:  # nobody would find what is below it
            raise CategoryRetired(
                pointer="/parent_code", code=parent_code, successor_code=parent.successor_code
            )
    category = Category(**fields)
    uow.add(category)
    return category


async def retire_category(
    uow: UnitOfWork, *, code: str, day: date, successor_code: str | None
) -> Category:
    """End a category; the successor is where new needs belong from then on."""
    await _check_charge(uow)
    found = await queries.category(uow, code, pointer="/code")
    category = await uow.get(Category, found.id)
    below = await queries.in_use_below(uow, code, day=day)
    if below:
        raise CategoryHasLeaves(code=code, below=below)
    category.retire(day=day, successor_code=successor_code)
    if successor_code is not None:
        successor = await queries.category(uow, successor_code, pointer="/successor_code")
        successor.must_take(day=day, pointer="/successor_code")
    return category


async def _check_charge(uow: UnitOfWork) -> None:
    if not await queries.is_in_charge_of_all(uow):
        raise CatalogueOfAll
