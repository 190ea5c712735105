"""Questions about the catalogue."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from services.needs.category.errors import UnknownCategory
from services.needs.category.model import Category
from shared.access import Role, within
from shared.db import UnitOfWork
from shared.regions import RegionReplica

_CODED = select(Category).where(Category.code == bindparam("code"))


async def category(uow: UnitOfWork, code: str, *, pointer: str = "/category_code") -> Category:
    """One category by its code, retired or not; `pointer` names the field that said so."""
    found = await uow.once((Category, code), lambda: uow.session.scalar(_CODED, {"code": code}))
    if found is None:
        raise UnknownCategory(pointer=pointer, code=code)
    return found


async def is_in_charge_of_all(uow: UnitOfWork) -> bool:
    """Whether the caller administers every region there is."""
    own = within(uow.actor, Role.CITY_ADMIN, region=RegionReplica.id)
    every = select(func.bool_and(own)).where(RegionReplica.parent_id.is_(None))
    return bool(await uow.session.scalar(every))


def in_use(day: date) -> ColumnElement[bool]:
    """Which categories take new needs on a day, as far as their validity goes."""
    return and_(Category.valid_from <= day, _endless_after(day))


async def catalogue(uow: UnitOfWork, *, day: date) -> Sequence[Category]:
    """The categories in use on a day, in the order of their codes."""
    found = select(Category).where(in_use(day)).order_by(Category.code)
    return (await uow.session.scalars(found)).all()


async def in_use_below(uow: UnitOfWork, code: str, *, day: date) -> list[str]:
    """The codes right below a category that are not retired on a day."""
    below = select(Category.code).where(Category.parent_code == code, _endless_after(day))
    return list(await uow.session.scalars(below.order_by(Category.code)))


def _endless_after(day: date) -> ColumnElement[bool]:
    return or_(Category.valid_until.is_(None), Category.valid_until > day)
