"""The region tree as every service keeps it: the ground that scopes stand on."""

from uuid import UUID

from sqlalchemy import Index, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from shared.errors import Unknown
from shared.orm import KERNEL, Row

LINK = 33
"""Characters of one link of a path: 32 hex digits and a dot."""


class RegionReplica(Row, kw_only=True):
    """A region; `path` is the chain of ids from the city down, 32 hex digits and a dot each."""

    __tablename__ = "region_replica"
    metadata = KERNEL
    __table_args__ = (
        Index("ix_region_replica_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        Index("ix_region_replica_code", "code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    parent_id: Mapped[UUID | None]
    path: Mapped[str]
    level: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    code: Mapped[str | None]
    status: Mapped[str]
    urban_rural: Mapped[str | None]
    households: Mapped[int | None]
    population: Mapped[int | None]


def step(region_id: UUID) -> str:
    """One link of a path."""
    return f"{region_id.hex}."


def links(path: str) -> list[str]:
    """The links of a path, from the city down."""
    return [path[at : at + LINK] for at in range(0, len(path), LINK)]


def chain(path: str) -> list[UUID]:
    """The ids along a path, from the city down."""
    return [UUID(link) for link in path.split(".") if link]


async def get(session: AsyncSession, region_id: UUID) -> RegionReplica:
    """One region, or Unknown; asked again in one transaction it is not read again."""
    found = await session.get(RegionReplica, region_id)
    if found is None:
        raise Unknown(kind="region", id=str(region_id))
    session.info[region_id] = found  # a session forgets what nobody else holds
    return found


def below(path: str) -> Select[UUID]:
    """The ids of a region and everything under it, for a condition on a region's column."""
    return select(RegionReplica.id).where(RegionReplica.path.startswith(path, autoescape=True))


async def under(session: AsyncSession, region_id: UUID) -> Select[UUID]:
    """The same for a region that somebody named, or Unknown."""
    return below((await get(session, region_id)).path)
