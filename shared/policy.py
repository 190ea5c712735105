"""Numbers that a city may set: every one has a name, a default, a region, a validity and a source.

The nearest region's row that is valid at the time wins, else the shipped default. A decision
stores the values it used, so a later change never touches it (DESIGN.md §8).
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import Index, Uuid, any_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Mapped

from shared import wording
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.orm import KERNEL, Entity
from shared.regions import RegionReplica

T = TypeVar("T")


class Policy(Entity, kw_only=True):
    """One published value of one parameter; never changed, only followed by a later one."""

    __tablename__ = "policy"
    metadata = KERNEL
    __table_args__ = (Index("ix_policy_region_id", "region_id", "valid_from"),)

    name: Mapped[str]
    region_id: Mapped[UUID]
    value: Mapped[dict[str, Any]]
    """`{"value": …}`, in the parameter's own shape."""
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    source: Mapped[str]


def whole(least: int, most: int) -> Any:
    """The kind of a whole number between two bounds, both included: others would do harm."""
    return Annotated[int, Field(ge=least, le=most, strict=True)]


class Parameter(Generic[T]):
    """A named value with a shipped default and the place it comes from."""

    known: ClassVar[dict[str, "Parameter[Any]"]] = {}

    def __init__(self, name: str, kind: Any, *, default: T, source: str) -> None:
        assert name not in self.known, name
        self.name = name
        self.default = default
        self.source = source
        self._shape: TypeAdapter[T] = TypeAdapter(kind)
        self.known[name] = self

    async def value(self, uow: UnitOfWork, *, region_id: UUID, at: datetime) -> T:
        """What holds in this region at this time."""
        found = await values(uow, [self], region_id=region_id, at=at)
        value: T = found[self.name]
        return value

    def kept(self, rules: dict[str, Any]) -> T:
        """What held when a process took its `snapshot`; the default where nobody could set it."""
        return self.parse(rules[self.name]) if self.name in rules else self.default

    def parse(self, raw: Any) -> T:
        """A value in this parameter's shape, or a refusal that names it."""
        try:
            return self._shape.validate_python(raw)
        except ValidationError as error:
            first = error.errors()[0]
            zh, en = (wording.sentence(first, english=english) for english in (False, True))
            place = f"/value{wording.pointer(first['loc'])}"
            raise BadValue(place, f"参数值不符合要求：{zh}", f"Not acceptable: {en}") from None

    def plain(self, value: T) -> Any:
        """A value as JSON carries it."""
        return self._shape.dump_python(value, mode="json")


_LINE = func.coalesce(
    select(cast(func.string_to_array(func.rtrim(RegionReplica.path, "."), "."), ARRAY(Uuid)))
    .where(RegionReplica.id == bindparam("region_id"))
    .scalar_subquery(),
    array([bindparam("region_id", type_=Uuid)]),
)
"""The ids from the city down to a region; a region not heard of yet stands alone."""
VALID = (
    select(Policy.name, Policy.value)
    .where(Policy.region_id == any_(_LINE))
    .where(Policy.valid_from <= bindparam("at"))
    .where(or_(Policy.valid_to.is_(None), Policy.valid_to > bindparam("at")))
    # the nearest region's counts, and of two from the same moment the later published: the last
    .order_by(func.array_position(_LINE, Policy.region_id), Policy.valid_from, Policy.id)
)


async def values(
    uow: UnitOfWork, parameters: list[Parameter[Any]], *, region_id: UUID, at: datetime
) -> dict[str, Any]:
    """Several parameters by name; all that was published here is read once in a transaction."""
    published = await uow.once(
        ("policies", region_id, at), lambda: _published(uow, region_id=region_id, at=at)
    )
    return {
        parameter.name: parameter.parse(published[parameter.name])
        if parameter.name in published
        else parameter.default
        for parameter in parameters
    }


async def _published(uow: UnitOfWork, *, region_id: UUID, at: datetime) -> dict[str, Any]:
    """Every value that was set for a region at a time, by name; the nearest region's wins."""
    found = await uow.session.execute(VALID, {"region_id": region_id, "at": at})
    return {row.name: row.value["value"] for row in found}


async def snapshot(uow: UnitOfWork, *, region_id: UUID, at: datetime) -> dict[str, Any]:
    """Every number the service knows, as JSON by name: what a process starts with and keeps."""
    known = [Parameter.known[name] for name in sorted(Parameter.known)]
    found = await values(uow, known, region_id=region_id, at=at)
    return {parameter.name: parameter.plain(found[parameter.name]) for parameter in known}
