"""What can be done with regions: read a file of them, and say what changed about one."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import Text, Uuid, any_, delete, func, insert, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY

from services.registry.region.errors import BadRegionRows, CodeTaken, NotYourRegion
from services.registry.region.model import Region, RegionCode, RegionImport
from services.registry.region.rules import Placed, Plan, RegionRow, place, rows_of
from services.registry.region.states import CodeSystem
from shared import ids
from shared.access import SYSTEM, Role
from shared.clock import day_of
from shared.contracts.registry import RegionState
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.regions import RegionReplica
from shared.schemas import Day, Words

SHIPPED = Path(__file__).with_name("suzhou-2023.csv")
"""The regions every installation starts with: Suzhou, as published on 2023-06-30."""

SHOWN_MAX = 100
"""Rows listed in a report or a refusal."""

STATEMENT_SECONDS = 60
"""How long one statement of an import may take; a country's tree is imported file by file."""

ABOVE = "province"
"""The level of a file that is not a region: ids and paths go from the city down."""

REPLICATED = [column.key for column in RegionReplica.__table__.columns]
UNCOUNTED = {"households": None, "population": None}


@dataclass(frozen=True)
class Edition:
    """Which publication of the statistical codes a file is, and from when its codes hold."""

    source: Annotated[Words, Field(max_length=100)] = "stat2023"
    valid_from: Day = date(2023, 6, 30)


@dataclass(frozen=True)
class Change:
    """What became different about a region on a day, and why; None leaves as it is."""

    effective_on: date
    reason: str
    name: str | None = None
    code: str | None = None
    households: int | None = None
    population: int | None = None


def read_file(path: Path) -> list[RegionRow]:
    """The rows of a .csv or .csv.gz file."""
    content = path.read_bytes()
    return rows_of((gzip.decompress(content) if path.suffix == ".gz" else content).decode())


async def import_regions(
    uow: UnitOfWork,
    *,
    rows: Iterable[RegionRow],
    edition: Edition | None = None,
    dry_run: bool = False,
) -> RegionImport:
    """Add the regions of a file that are missing here; nothing that exists is overwritten.

    A national file is a seed, not the truth: where name or parent differ, the report says so and
    a person revises the region. All rows are taken, or none. A dry run only reports.
    """
    edition = edition or Edition()
    if edition.valid_from > day_of(uow.at):
        raise BadValue("/valid_from", "生效日期不能晚于今天。", "No code holds from a day to come.")
    every = list(rows)
    asked = [row for row in every if row.level != ABOVE]
    await uow.session.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'"))
    # one import at a time, so that two do not create the same region
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("region_import"))))
    plan = place(asked, await _known(uow, asked, edition.valid_from), new_id=ids.new)
    if plan.errors:
        raise BadRegionRows(count=len(plan.errors), rows=plan.errors[:SHOWN_MAX])
    _refuse_foreign(uow, plan.new)
    done = RegionImport(
        source=edition.source,
        valid_from=edition.valid_from,
        dry_run=dry_run,
        rows=len(every),
        skipped=len(every) - len(asked),
        created=len(plan.new),
        unchanged=len(asked) - len(plan.new) - len(plan.differing),
        differing=len(plan.differing),
        needs_review=len(plan.doubtful),
        findings=[*plan.differing, *plan.doubtful][:SHOWN_MAX],
    )
    if not dry_run:
        await _store(uow, plan, edition)
        uow.add(done)
    return done


async def revise_region(uow: UnitOfWork, *, region_id: UUID, change: Change) -> Region:
    """Rename, recode or recount a region from a day on; what it was before stays readable."""
    region = await uow.get(Region, region_id)
    if not uow.actor.governs(region.path, Role.CITY_ADMIN):
        raise NotYourRegion
    today = day_of(uow.at)
    ended = region.close_version(on=change.effective_on, today=today, reason=change.reason)
    if ended is not None:
        uow.add(ended)
    if change.name is not None:
        region.rename(change.name)
    if change.code is not None and change.code != region.code:
        await _recode(uow, region, change.code, change.effective_on)
    if change.households is not None:
        region.households = change.households
    if change.population is not None:
        region.population = change.population
    await uow.flush()
    state = region.as_state()
    fields = state.model_dump(exclude={"region_id"})
    await uow.session.execute(
        update(RegionReplica).where(RegionReplica.id == region.id).values(fields)
    )
    uow.emit(state)
    return region


async def _recode(uow: UnitOfWork, region: Region, code: str, on: date) -> None:
    region.check_code(code)
    stat = RegionCode.system == CodeSystem.STAT
    held = (stat, RegionCode.region_id == region.id, RegionCode.valid_to.is_(None))
    await uow.session.execute(delete(RegionCode).where(*held, RegionCode.valid_from == on))
    await uow.session.execute(update(RegionCode).where(*held).values(valid_to=on))
    taken = await uow.session.scalar(
        select(RegionCode.region_id).where(
            stat,
            RegionCode.code == code,
            func.coalesce(RegionCode.valid_to, date.max) > on,
        )
    )
    if taken is not None:
        raise CodeTaken(system=CodeSystem.STAT, code=code)
    uow.add(RegionCode(system=CodeSystem.STAT, code=code, region_id=region.id, valid_from=on))
    region.recode(code)


async def _known(uow: UnitOfWork, asked: list[RegionRow], since: date) -> dict[str, Placed]:
    """The regions that hold the rows' statistical codes on a day, or else later, by code."""
    codes = {code for row in asked for code in (row.code, row.parent_code)}
    rows = await uow.session.execute(
        select(RegionCode.code, Region.id, Region.path, Region.name)
        .join(Region, Region.id == RegionCode.region_id)
        .where(
            RegionCode.system == CodeSystem.STAT,
            or_(RegionCode.valid_to.is_(None), RegionCode.valid_to > since),
            RegionCode.code == any_(literal(list(codes), ARRAY(Text))),
        )
        .order_by(RegionCode.valid_from.desc())
    )
    return {code: Placed(id, path, name) for code, id, path, name in rows}


def _refuse_foreign(uow: UnitOfWork, new: list[Placed]) -> None:
    mine = (uow.actor.governs(one.path, Role.PLATFORM_ADMIN, Role.CITY_ADMIN) for one in new)
    if uow.actor != SYSTEM and not all(mine):
        raise NotYourRegion


async def _store(uow: UnitOfWork, plan: Plan, edition: Edition) -> None:
    """Write regions, codes, the kernel's copies and the snapshots, a statement for each."""
    if not plan.new:
        return
    source = {"source": edition.source, "valid_from": edition.valid_from}
    fields = [
        {**region.fields(), **source, "since": edition.valid_from, "version": 1}
        for region in plan.new
    ]
    await uow.session.execute(insert(Region.metadata.tables[Region.__tablename__]), fields)
    # the rest is read back from the rows just written: two statements, whatever their number
    new = Region.id == any_(literal([row["id"] for row in fields], ARRAY(Uuid)))
    codes = select(literal("stat"), Region.code, Region.valid_from, Region.id).where(new)
    await uow.session.execute(
        insert(RegionCode).from_select(["system", "code", "valid_from", "region_id"], codes)
    )
    copied = [getattr(Region, column) for column in REPLICATED]
    await uow.session.execute(
        insert(RegionReplica).from_select(REPLICATED, select(*copied).where(new))
    )
    uow.emit(*(RegionState(region_id=row["id"], **{**UNCOUNTED, **row}) for row in fields))
