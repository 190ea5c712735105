"""Looking regions up, today or as they were on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.registry.region.model import Region, RegionCode, RegionHistory
from services.registry.region.rules import name_norm
from services.registry.region.states import CodeSystem, Level
from shared import regions
from shared.db import UnitOfWork
from shared.schemas import Day, Text, merge
from shared.wording import Formed

Q_MAX = 100
"""Characters of a search text; longer ones are refused."""

CODE_MAX = 12

THEN = ("name", "code", "households", "population")
"""What a past version may have had differently."""

ALL = select(Region)
"""The tree is public; made once, so that pages of it are, too (shared/pages.py)."""

DIGITS = r"^[0-9]+$"


@dataclass(frozen=True)
class RegionFilter:
    """Which regions to list; what is not given does not narrow."""

    level: Annotated[Level | None, Query(description="Only those of this level")] = None
    parent: Annotated[UUID | None, Query(description="Direct children of this region")] = None
    under: Annotated[UUID | None, Query(description="The subtree below this region")] = None
    q: Annotated[
        Text | None,
        Query(max_length=Q_MAX, description="Part of a name, of its pinyin, or its initials"),
    ] = None
    code: Annotated[
        str | None,
        Query(max_length=CODE_MAX, description="The region with this code"),
        Formed(
            DIGITS,
            "应为数字的区划代码；按名称查找请用 q",
            "must be a code of digits; q finds by name",
        ),
    ] = None
    system: Annotated[CodeSystem | None, Query(description="Whose code")] = None
    as_of: Annotated[Day | None, Query(description="As it was on this day")] = None


async def regions_matching(uow: UnitOfWork, asked: RegionFilter) -> Select[Region]:
    """The regions a filter asks for, of any level and below any other directly.

    A code no longer in use still finds its region.
    """
    found = ALL
    if asked.under is not None:
        above = await regions.get(uow.session, asked.under)
        found = found.where(
            Region.path.startswith(above.path, autoescape=True), Region.id != above.id
        )
    if asked.code is not None or asked.system is not None:
        found = found.where(Region.id.in_(_holders(asked)))
    if asked.q:
        found = found.where(_called(asked.q, asked.as_of))
    if asked.as_of is not None:
        found = found.where(*_existing(asked.as_of))
    return found


async def region_at(uow: UnitOfWork, region_id: UUID, as_of: date | None) -> Any:
    """One region, as it was on a day if one is named; Unknown where it was not there then."""
    there = None if as_of is None else and_(*_existing(as_of))
    region = await uow.get(Region, region_id, where=there)
    return (await as_they_were(uow, [region], as_of))[0]


async def ancestors_of(uow: UnitOfWork, region_id: UUID) -> list[Any]:
    """The chain above a region, from the city down, without the region itself."""
    above = regions.chain((await regions.get(uow.session, region_id)).path)[:-1]
    rows = await uow.session.scalars(
        select(Region).where(Region.id.in_(above)).order_by(Region.path)
    )
    return await as_they_were(uow, rows, None)


async def as_they_were(uow: UnitOfWork, found: Iterable[Region], as_of: date | None) -> list[Any]:
    """The regions with the names, codes and counts of a day; `historical` says they differ."""
    now = list(found)
    past: dict[UUID, RegionHistory] = {}
    if as_of is not None:
        rows = await uow.session.scalars(
            select(RegionHistory).where(
                RegionHistory.region_id.in_([region.id for region in now]), *_valid(as_of)
            )
        )
        past = {row.region_id: row for row in rows}
    return [
        merge(region, historical=True, **{word: getattr(then, word) for word in THEN})
        if (then := past.get(region.id))
        else merge(region, historical=False)
        for region in now
    ]


def _holders(asked: RegionFilter) -> Select[UUID]:
    held = select(RegionCode.region_id)
    if asked.code is not None:
        held = held.where(RegionCode.code == asked.code)
    if asked.system is not None:
        held = held.where(RegionCode.system == asked.system)
    if asked.as_of is not None:
        ends = RegionCode.valid_to
        held = held.where(
            RegionCode.valid_from <= asked.as_of, or_(ends.is_(None), ends > asked.as_of)
        )
    return held


def _called(q: str, as_of: date | None) -> ColumnElement[bool]:
    """Today's names, or those of a day: the current ones if they had begun, else those then."""
    if as_of is None:
        return _spelled(Region, q)
    then = select(RegionHistory.region_id).where(_spelled(RegionHistory, q), *_valid(as_of))
    return or_(and_(Region.since <= as_of, _spelled(Region, q)), Region.id.in_(then))


def _spelled(named: type[Region] | type[RegionHistory], q: str) -> ColumnElement[bool]:
    wanted = name_norm(q)
    ways = [named.name_norm.contains(wanted, autoescape=True)]
    if wanted.isascii() and wanted.isalnum():
        ways.append(named.pinyin.contains(wanted, autoescape=True))
        ways.append(named.initials.startswith(wanted, autoescape=True))
    return or_(*ways)


def _valid(as_of: date) -> tuple[ColumnElement[bool], ...]:
    return RegionHistory.valid_from <= as_of, RegionHistory.valid_to > as_of


def _existing(as_of: date) -> tuple[ColumnElement[bool], ...]:
    return Region.valid_from <= as_of, or_(Region.valid_to.is_(None), Region.valid_to > as_of)
