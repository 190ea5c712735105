"""Objecting to a resolution, and being answered. The matter's row is locked first."""

from uuid import UUID

from services.needs.matter.errors import FourEyes
from services.needs.matter.model import Matter
from services.needs.matter.queries import SCREENERS, must_govern
from services.needs.matter.states import MatterAction
from services.needs.meeting.model import Meeting
from services.needs.objection.errors import NoticeOver
from services.needs.objection.model import Objection
from services.needs.objection.queries import visible
from services.needs.objection.rules import Ground, Step
from services.needs.objection.states import ObjectionAction, ObjectionState
from services.needs.resolution.model import Resolution
from services.needs.resolution.states import ResolutionState
from services.needs.resolution.use_cases import (
    EFFECT,
    MOMENT,
    take_back_resolution,
)
from services.needs.roll import queries as rolls
from shared.access import Role
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

APPEAL_FOR = Parameter(
    "objection.appeal", Duration, default=Duration(value=5, unit="wd"), source="spec/needs.md §2.7"
)
"""How long an answer may be appealed."""

BACK = {Step.SCREENING: MatterAction.RESCREEN, Step.MEETING: MatterAction.REDO}


async def lodge_objection(
    uow: UnitOfWork,
    *,
    resolution_id: UUID,
    roll_no: str | None,
    ground: Ground,
    step: Step,
    text: str,
) -> Objection:
    """Object under a number of the roll; staff write down what others object."""
    resolution = await uow.get(Resolution, resolution_id)
    if resolution.state is not ResolutionState.PUBLIC or uow.at > resolution.until:
        raise NoticeOver(until=resolution.until)
    meeting = await uow.see(Meeting, resolution.meeting_id)
    number = roll_no or await rolls.own_number(uow, meeting.matter_id, meeting.round)
    entry = await rolls.entry(uow, meeting.matter_id, meeting.round, number)
    by_staff = roll_no is not None and await rolls.convenes(uow, meeting.region_id)
    if not by_staff:
        await rolls.spoken_for(uow, entry)
    objection = Objection(
        resolution_id=resolution.id,
        region_id=resolution.region_id,
        roll_no=number,
        person_id=None if by_staff else uow.actor.person_id,
        ground=ground,
        step=step,
        text=text,
        lodged_at=uow.at,
    )
    uow.add(objection)
    return objection


async def answer_objection(
    uow: UnitOfWork, *, objection_id: UUID, upheld: bool, reason: str
) -> Objection:
    """Answer it, by another officer than the one who counted, and who is not on the roll."""
    objection, resolution, matter, meeting = await _at_hand(uow, objection_id, *SCREENERS)
    objection.must_allow(ObjectionAction.REJECT)
    if meeting.closed_by == uow.actor.id:
        raise FourEyes
    wait = await APPEAL_FOR.value(uow, region_id=objection.region_id, at=uow.at)
    objection.reply(
        upheld=upheld,
        reason=reason,
        by=uow.actor.id,
        at=uow.at,
        appeal_until=due(uow.at, wait).at,
    )
    await _follow(uow, objection, resolution, matter)
    return objection


async def appeal_objection(uow: UnitOfWork, *, objection_id: UUID, text: str) -> Objection:
    """Ask the street to look at the answer, once."""
    objection = await uow.get(Objection, objection_id, where=visible(uow.actor))
    resolution = await uow.see(Resolution, objection.resolution_id)
    meeting = await uow.see(Meeting, resolution.meeting_id)
    entry = await rolls.entry(uow, meeting.matter_id, meeting.round, objection.roll_no)
    by_staff = objection.person_id is None and await rolls.convenes(uow, meeting.region_id)
    if not by_staff:
        await rolls.spoken_for(uow, entry)
    objection.take_up(text=text, at=uow.at)
    return objection


async def decide_appeal(
    uow: UnitOfWork, *, objection_id: UUID, upheld: bool, reason: str
) -> Objection:
    """The street decides, by another officer than the one who answered."""
    objection, resolution, matter, _ = await _at_hand(uow, objection_id, Role.STREET_OFFICER)
    objection.must_allow(ObjectionAction.DISMISS)
    if objection.answered_by == uow.actor.id:
        raise FourEyes
    objection.decide(upheld=upheld, reason=reason, by=uow.actor.id, at=uow.at)
    await _follow(uow, objection, resolution, matter)
    return objection


async def _at_hand(
    uow: UnitOfWork, objection_id: UUID, *roles: Role
) -> tuple[Objection, Resolution, Matter, Meeting]:
    seen = await uow.see(Objection, objection_id, visible(uow.actor))
    about = await uow.see(Resolution, seen.resolution_id)
    matter = await uow.lock(Matter, about.matter_id)
    resolution = await uow.lock(Resolution, about.id)
    objection = await uow.get(Objection, objection_id)
    await must_govern(uow, objection.region_id, *roles)
    meeting = await uow.see(Meeting, resolution.meeting_id)
    await rolls.must_be_off_the_roll(uow, matter.id, meeting.round)
    return objection, resolution, matter, meeting


async def _follow(
    uow: UnitOfWork, objection: Objection, resolution: Resolution, matter: Matter
) -> None:
    """What the answer means for the resolution."""
    if objection.state is ObjectionState.UPHELD:
        action = BACK[objection.step]
        await take_back_resolution(uow, matter=matter, resolution=resolution, action=action)
    else:
        await uow.schedule(EFFECT, resolution.id, max(uow.at, resolution.until + MOMENT))
