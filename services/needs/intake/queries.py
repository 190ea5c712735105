"""Questions asked when a need comes in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from services.needs.category.errors import UnknownCategory
from services.needs.category.model import Category
from services.needs.intake.errors import AlreadyFiled
from services.needs.need.model import Need
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.regions import RegionReplica

# Written once: every filing asks these, and making a statement costs more than sending it.
GROUND = (
    select(RegionReplica, Category)
    .outerjoin(Category, Category.code == bindparam("category_code"))
    .where(RegionReplica.id == bindparam("region_id"), RegionReplica.level == "community")
)
KNOWN = select(Need.id, Need.need_no).where(Need.external_ref == bindparam("external_ref"))


async def ground(
    uow: UnitOfWork, *, region_id: UUID, category_code: str
) -> tuple[RegionReplica, Category]:
    """The community and the category of a filing, or what is wrong with them."""
    wanted = {"region_id": region_id, "category_code": category_code}
    found = (await uow.session.execute(GROUND, wanted)).one_or_none()
    if found is None:
        raise BadValue(
            "/region_id", "请选择需求所在的社区。", "Choose the community the need arises in."
        )
    region, kind = found
    if kind is None:
        raise UnknownCategory(pointer="/category_code", code=category_code)
    return region, kind


async def filed_since(uow: UnitOfWork, person_id: UUID, since: datetime) -> int:
    """How many needs a person filed since then."""
    mine = (Need.reporter_person_id == person_id, Need.submitted_at >= since)
    return await uow.session.scalar(select(func.count()).where(*mine)) or 0


async def must_be_new(uow: UnitOfWork, external_ref: str) -> None:
    """Refuse what another system told before; of two at one instant the constraint stops one."""
    found = (await uow.session.execute(KNOWN, {"external_ref": external_ref})).one_or_none()
    if found is not None:
        raise AlreadyFiled(need_id=found.id, need_no=found.need_no)
