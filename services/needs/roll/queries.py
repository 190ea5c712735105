"""Questions about rolls."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, insert, literal, or_, select
from sqlalchemy.orm import aliased

from services.needs.matter.errors import OwnInterest
from services.needs.matter.model import Matter
from services.needs.matter.queries import CONVENERS, SCREENERS
from services.needs.roll.errors import NotOnTheRoll
from services.needs.roll.model import RollEntry
from shared import regions
from shared.access import Actor, by_rights, within
from shared.db import UnitOfWork
from shared.errors import Unknown

COPIED = ("roll_no", "unit", "household_id", "person_id", "area", "proxy_no", "conflicted")
"""What the roll of the next round begins with."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see the rolls of their communities, everybody his own entries."""
    staff = {*CONVENERS, *SCREENERS}
    theirs = select(Matter.id).where(within(actor, *staff, region=Matter.region_id))
    home = [] if actor.household_id is None else [RollEntry.household_id == actor.household_id]
    return or_(RollEntry.matter_id.in_(theirs), within(actor, owner=RollEntry.person_id), *home)


@by_rights
def entries(actor: Actor) -> Select[RollEntry]:
    """The entries in the caller's scope."""
    return select(RollEntry).where(visible(actor))


def entries_of(person_id: UUID) -> Select[RollEntry]:
    """Where he was written into a roll."""
    return select(RollEntry).where(RollEntry.person_id == person_id)


def of_round(matter_id: UUID, number: int) -> ColumnElement[bool]:
    """The entries of one roll."""
    return and_(RollEntry.matter_id == matter_id, RollEntry.round == number)


async def roll(uow: UnitOfWork, matter_id: UUID, number: int) -> list[RollEntry]:
    """A whole roll, in the order of its numbers."""
    wanted = select(RollEntry).where(of_round(matter_id, number)).order_by(RollEntry.roll_no)
    return list(await uow.session.scalars(wanted))


async def size(uow: UnitOfWork, matter_id: UUID, number: int) -> int:
    """How many entries a roll has."""
    counted = select(func.count()).select_from(RollEntry).where(of_round(matter_id, number))
    return await uow.session.scalar(counted) or 0


async def entry(uow: UnitOfWork, matter_id: UUID, number: int, roll_no: str) -> RollEntry:
    """One entry by its number, locked, or Unknown."""
    wanted = select(RollEntry).where(of_round(matter_id, number), RollEntry.roll_no == roll_no)
    found = await uow.session.scalar(wanted.with_for_update())
    if found is None:
        raise Unknown(kind="roll_entry", id=roll_no)
    return found


async def spoken_for(uow: UnitOfWork, entry: RollEntry) -> None:
    """Refuse who is neither this entry nor its proxy."""
    proxy = aliased(RollEntry)
    wanted = select(RollEntry.id).join(
        proxy,
        and_(
            *(proxy.matter_id == RollEntry.matter_id, proxy.round == RollEntry.round),
            proxy.roll_no == func.coalesce(RollEntry.proxy_no, RollEntry.roll_no),
        ),
    )
    his = [_his(uow.actor, RollEntry), _his(uow.actor, proxy)]
    found = await uow.session.scalar(wanted.where(RollEntry.id == entry.id, or_(*his)))
    if found is None:
        raise NotOnTheRoll


async def own_number(uow: UnitOfWork, matter_id: UUID, number: int) -> str:
    """The first number under which the caller is on a roll, or a refusal."""
    mine = select(RollEntry.roll_no).where(of_round(matter_id, number), _his(uow.actor, RollEntry))
    found: str | None = await uow.session.scalar(mine.order_by(RollEntry.roll_no).limit(1))
    if found is None:
        raise NotOnTheRoll
    return found


async def must_be_off_the_roll(uow: UnitOfWork, matter_id: UUID, number: int) -> None:
    """Refuse who would count or judge what he votes on."""
    mine = select(RollEntry.id).where(of_round(matter_id, number), _his(uow.actor, RollEntry))
    if await uow.session.scalar(mine.limit(1)) is not None:
        raise OwnInterest


async def convenes(uow: UnitOfWork, region_id: UUID) -> bool:
    """Whether the caller writes down for others what they say or vote."""
    region = await regions.get(uow.session, region_id)
    return uow.actor.governs(region.path, *CONVENERS)


async def copy_roll(uow: UnitOfWork, matter: Matter) -> None:
    """Begin the roll of a round with that of the round before."""
    kept = [getattr(RollEntry, name) for name in COPIED]
    before = select(func.uuidv7(), literal(1), literal(matter.round), *kept)
    wanted = before.add_columns(RollEntry.matter_id).where(of_round(matter.id, matter.round - 1))
    columns = ["id", "version", "round", *COPIED, "matter_id"]
    await uow.session.execute(insert(RollEntry).from_select(columns, wanted))


def _his(actor: Actor, entry: type[RollEntry]) -> ColumnElement[bool]:
    own = {actor.person_id, actor.household_id} - {None}
    return or_(entry.person_id.in_(own), entry.household_id.in_(own))
