"""Speaking about a matter, and being answered."""

from uuid import UUID

from services.needs.matter.queries import CONVENERS
from services.needs.meeting.model import Meeting
from services.needs.meeting.queries import meeting_in_charge
from services.needs.meeting.states import MeetingState
from services.needs.opinion.errors import Answered, NoTimeToSpeak
from services.needs.opinion.model import Opinion
from services.needs.opinion.rules import Disposition, Position
from services.needs.roll import queries as rolls
from shared.db import UnitOfWork

HEARD = (MeetingState.NOTICED, MeetingState.OPEN)


async def give_opinion(
    uow: UnitOfWork, *, meeting_id: UUID, roll_no: str | None, position: Position, text: str
) -> Opinion:
    """Speak under a number of the roll; staff write down what others say."""
    meeting = await uow.get(Meeting, meeting_id)
    if meeting.state not in HEARD:
        raise NoTimeToSpeak(state=meeting.state)
    number = roll_no or await rolls.own_number(uow, meeting.matter_id, meeting.round)
    entry = await rolls.entry(uow, meeting.matter_id, meeting.round, number)
    by_staff = roll_no is not None and await rolls.convenes(uow, meeting.region_id)
    if not by_staff:
        await rolls.spoken_for(uow, entry)
    opinion = Opinion(
        meeting_id=meeting.id,
        roll_no=number,
        person_id=None if by_staff else uow.actor.person_id,
        position=position,
        text=text,
        at=uow.at,
    )
    uow.add(opinion)
    return opinion


async def answer_opinion(
    uow: UnitOfWork, *, opinion_id: UUID, disposition: Disposition, reason: str
) -> Opinion:
    """Say what becomes of an opinion, and why."""
    opinion = await uow.get(Opinion, opinion_id)
    meeting, _ = await meeting_in_charge(uow, opinion.meeting_id, *CONVENERS)
    if meeting.minutes_sha256 is not None:
        raise Answered
    opinion.answer(disposition, reason=reason, at=uow.at)
    return opinion
