"""Questions asked when a need comes in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Sequence, bindparam, func, select

from services.needs.category.errors import UnknownCategory
from services.needs.category.model import Category
from services.needs.entity import METADATA
from services.needs.need.model import Need
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.regions import RegionReplica

NUMBER = Sequence("need_number", minvalue=1, maxvalue=99_999, cycle=True, metadata=METADATA)
"""The last part of a need's number. No counter: whoever files next would wait for a commit."""

# Written once: every filing asks these, and making a statement costs more than sending it.
GROUND = (
    select(RegionReplica, Category, Need.id, Need.need_no, NUMBER.next_value())
    .select_from(RegionReplica)
    .outerjoin(Category, Category.code == bindparam("category_code"))
    .outerjoin(Need, Need.external_ref == bindparam("external_ref"))
    .where(RegionReplica.id == bindparam("region_id"), RegionReplica.level == "community")
)
_FILED = select(func.count()).where(
    Need.reporter_person_id == bindparam("person_id"),
    Need.submitted_at >= bindparam("since"),
    Need.filed_by_id == bindparam("filed_by_id"),
)


@dataclass(frozen=True)
class Ground:
    """What a filing stands on."""

    region: RegionReplica
    kind: Category
    known: tuple[UUID, str] | None
    """Id and number of the need that the external reference names already."""
    seq: int
    """1 … 99,999; after that many needs it begins again."""


async def ground(
    uow: UnitOfWork, *, region_id: UUID, category_code: str, external_ref: str | None
) -> Ground:
    """The community and the category of a filing, or what is wrong with them."""
    wanted = {
        "region_id": region_id,
        "category_code": category_code,
        "external_ref": external_ref,
    }
    found: Row[RegionReplica, Category | None, UUID | None, str | None, int] | None
    found = (await uow.session.execute(GROUND, wanted)).one_or_none()
    if found is None:
        raise BadValue(
            "/region_id", "请选择需求所在的社区。", "Choose the community the need arises in."
        )
    region, kind, need_id, need_no, seq = found
    if kind is None:
        raise UnknownCategory(pointer="/category_code", code=category_code)
    return Ground(region, kind, (need_id, need_no) if need_id and need_no else None, seq)


async def filed_since(uow: UnitOfWork, since: datetime) -> int:
    """How many needs the caller filed for himself since then; what staff filed is theirs."""
    asked = {"person_id": uow.actor.person_id, "since": since, "filed_by_id": uow.actor.id}
    return await uow.session.scalar(_FILED, asked) or 0
