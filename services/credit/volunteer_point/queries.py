"""What a volunteer served, and who may see it: he himself, and nobody else."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.credit.account.model import Account, Balance
from services.credit.volunteer_point.model import HourRecord, PointMonth
from services.credit.volunteer_replica.model import VolunteerReplica
from shared.access import Actor, within
from shared.db import UnitOfWork
from shared.errors import Unknown

MONTHS_MAX = 240
"""Months shown at once: twenty years."""


async def own_volunteer(uow: UnitOfWork, actor: Actor, number: str) -> VolunteerReplica:
    """The volunteer with this number, if it is the caller's own."""
    mine = within(actor, owner=VolunteerReplica.person_id)
    wanted = select(VolunteerReplica).where(VolunteerReplica.number == number, mine)
    found = await uow.session.scalar(wanted)
    if found is None:
        raise Unknown(kind="volunteer", id=number)
    return found


async def standing_of(uow: UnitOfWork, volunteer_id: UUID) -> Balance | None:
    """What stands on a volunteer's account; none before his first hours."""
    mine = select(Balance).join(Account, Account.id == Balance.account_id)
    wanted = mine.where(Account.volunteer_id == volunteer_id)
    return await uow.session.scalar(wanted.execution_options(populate_existing=True))


async def hours_of(uow: UnitOfWork, volunteer_id: UUID, month: date) -> Sequence[HourRecord]:
    """Every entry of a month, the earliest service first."""
    mine = select(HourRecord).where(
        HourRecord.volunteer_id == volunteer_id, HourRecord.month == month
    )
    return (await uow.session.scalars(mine.order_by(HourRecord.served_on, HourRecord.id))).all()


async def months_waiting(uow: UnitOfWork, volunteer_id: UUID) -> Sequence[PointMonth]:
    """The months whose points the ledger does not have."""
    mine = select(PointMonth).where(PointMonth.volunteer_id == volunteer_id)
    waiting = mine.where(PointMonth.posted != PointMonth.points)
    return (await uow.session.scalars(waiting.order_by(PointMonth.month))).all()


async def months_of(uow: UnitOfWork, volunteer_id: UUID) -> Sequence[PointMonth]:
    """A volunteer's months, the latest first."""
    mine = select(PointMonth).where(PointMonth.volunteer_id == volunteer_id)
    latest = mine.order_by(PointMonth.month.desc()).limit(MONTHS_MAX)
    return (await uow.session.scalars(latest)).all()
