"""Questions about meetings, which everybody may come to know of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.needs.classification.rules import Route
from services.needs.clock.model import SlaClock
from services.needs.clock.rules import ClockName
from services.needs.cluster.model import Cluster
from services.needs.cluster.queries import members
from services.needs.matter.model import Matter
from services.needs.matter.queries import must_govern
from services.needs.meeting.model import Meeting
from services.needs.meeting.states import MeetingState
from services.needs.need.model import Need
from shared.access import Role
from shared.db import UnitOfWork

ALL = select(Meeting)
"""Made once, so that pages of it are, too (shared/pages.py)."""
NEEDS_AT_ONCE = 20
"""Needs whose promise is kept in one transaction."""


async def meeting_in_charge(
    uow: UnitOfWork, meeting_id: UUID, *roles: Role
) -> tuple[Meeting, Matter]:
    """A meeting of the caller's region and its matter, both locked, the matter first."""
    seen = await uow.see(Meeting, meeting_id)
    matter = await uow.lock(Matter, seen.matter_id)
    meeting = await uow.get(Meeting, meeting_id)
    await must_govern(uow, meeting.region_id, *roles)
    return meeting, matter


async def under_way(uow: UnitOfWork, matter_id: UUID) -> Meeting | None:
    """The meeting of a matter that is announced or held, locked."""
    wanted = select(Meeting).where(
        Meeting.matter_id == matter_id,
        Meeting.state.in_((MeetingState.NOTICED, MeetingState.OPEN)),
    )
    return await uow.session.scalar(wanted.with_for_update())


async def promised_to(uow: UnitOfWork, cluster: Cluster, *, at: datetime) -> list[UUID]:
    """Needs of a common demand to which a deliberation is promised still, some at once."""
    promised = select(SlaClock.id).where(
        SlaClock.need_id == Need.id,
        SlaClock.name == ClockName.DESIGN,
        SlaClock.stopped_at.is_(None),
    )
    wanted = members(cluster, at=at).where(Need.route == Route.DELIBERATION, promised.exists())
    found = await uow.session.scalars(wanted.order_by(Need.id).limit(NEEDS_AT_ONCE))
    return [need.id for need in found]


async def latest(uow: UnitOfWork, matter_id: UUID) -> Meeting:
    """The last meeting of a matter that was counted."""
    wanted = select(Meeting).where(
        Meeting.matter_id == matter_id, Meeting.state == MeetingState.CLOSED
    )
    found = await uow.session.scalars(wanted.order_by(Meeting.id.desc()).limit(1))
    return found.one()
