"""Announcing a resolution, and what becomes of it. The matter's row is locked first."""

from datetime import timedelta
from uuid import UUID

from services.needs.cluster.use_cases import settle_cluster
from services.needs.matter.model import Matter
from services.needs.matter.queries import CONVENERS, matter_in_charge
from services.needs.matter.states import MatterAction
from services.needs.meeting import queries as meetings
from services.needs.meeting.errors import MinutesMissing
from services.needs.objection.queries import pending_objections
from services.needs.objection.states import OPEN
from services.needs.resolution.errors import AnnouncedBefore
from services.needs.resolution.model import Resolution
from services.needs.resolution.queries import announced
from services.needs.resolution.states import ResolutionState
from services.needs.roll.queries import copy_roll
from services.needs.trail.use_cases import keep_deliberation
from shared import ids
from shared.access import Role
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter
from shared.records import fingerprint

NOTICE = Parameter(
    "resolution.public_notice",
    Duration,
    default=Duration(value=5, unit="wd"),
    source="spec/needs.md §2.7",
)
"""How long a resolution is announced before it takes effect."""

EFFECT = "resolution_effect"
"""The timer that looks whether anything stands against it."""
MOMENT = timedelta(seconds=1)
"""What comes in at the very end is in time."""


async def announce_resolution(uow: UnitOfWork, *, matter_id: UUID, text: str) -> Resolution:
    """Announce what was decided, once the minutes are final."""
    matter = await matter_in_charge(uow, matter_id, *CONVENERS)
    matter.must_allow(MatterAction.TAKE_EFFECT)
    known = await announced(uow, matter.id)
    if known is not None:
        raise AnnouncedBefore(resolution_id=known.id)
    meeting = await meetings.latest(uow, matter.id)
    if meeting.minutes_sha256 is None:
        raise MinutesMissing
    assert meeting.chosen is not None
    option = meeting.options[meeting.chosen - 1]
    record = {"meeting_id": str(meeting.id), "option": option, "text": text}
    wait = await NOTICE.value(uow, region_id=matter.region_id, at=uow.at)
    resolution = Resolution(
        id=ids.new(),
        matter_id=matter.id,
        meeting_id=meeting.id,
        region_id=matter.region_id,
        title=matter.title,
        option=option,
        text=text,
        sha256=fingerprint(record | {"minutes_sha256": meeting.minutes_sha256}),
        published_at=uow.at,
        until=due(uow.at, wait).at,
    )
    uow.add(resolution)
    await uow.schedule(EFFECT, resolution.id, resolution.until + MOMENT)
    return resolution


async def settle_resolution(uow: UnitOfWork, *, resolution_id: UUID) -> None:
    """Let it take effect when its notice is over and nothing stands against it."""
    seen = await uow.see(Resolution, resolution_id)
    matter = await uow.lock(Matter, seen.matter_id)
    resolution = await uow.get(Resolution, resolution_id)
    pending = await pending_objections(uow, resolution_id)
    if resolution.state is not ResolutionState.PUBLIC or any(one.state in OPEN for one in pending):
        return  # who answers the objection asks again
    appealable = [one.appeal_until for one in pending if one.appeal_until is not None]
    last = max([resolution.until, *appealable])
    if uow.at <= last:
        await uow.schedule(EFFECT, resolution.id, last + MOMENT)
        return
    resolution.take_effect(at=uow.at)
    fact = matter.take_effect(resolution_id=resolution.id, sha256=resolution.sha256, at=uow.at)
    uow.emit(fact)
    keep_deliberation(uow, fact, resolution.sha256)
    if matter.cluster_id is not None:
        await settle_cluster(
            uow,
            cluster_id=matter.cluster_id,
            resolution_id=resolution.id,
            sha256=resolution.sha256,
            at=uow.at,
        )


async def take_back_resolution(
    uow: UnitOfWork, *, matter: Matter, resolution: Resolution, action: MatterAction
) -> None:
    """It goes back to the step that was faulty; the roll is open again."""
    await _void(uow, resolution)
    matter.begin_anew(action)
    await uow.flush()
    await copy_roll(uow, matter)


async def annul_matter(uow: UnitOfWork, *, matter_id: UUID, reason: str) -> Matter:
    """The street ends what is unlawful or not to be decided there, with all that belongs to it."""
    matter = await matter_in_charge(uow, matter_id, Role.STREET_OFFICER)
    matter.annul(reason=reason)
    meeting = await meetings.under_way(uow, matter.id)
    if meeting is not None:
        meeting.call_off(reason=reason)
    resolution = await announced(uow, matter.id)
    if resolution is not None:
        await _void(uow, resolution)
    return matter


async def _void(uow: UnitOfWork, resolution: Resolution) -> None:
    resolution.void()
    await uow.unschedule(EFFECT, resolution.id)
    for objection in await pending_objections(uow, resolution.id):
        objection.drop()
