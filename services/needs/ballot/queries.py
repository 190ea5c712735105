"""Questions about ballots."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.needs.ballot.model import Ballot
from services.needs.matter.queries import CONVENERS, SCREENERS
from services.needs.meeting.model import Meeting
from services.needs.meeting.rules import Vote
from services.needs.meeting.states import MeetingState
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.orm import of_row


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own at any time; all of them for staff of the place, once the meeting is closed."""
    closed = of_row(Meeting.state == MeetingState.CLOSED, Meeting.id == Ballot.meeting_id)
    duties = {*CONVENERS, *SCREENERS, Role.AUDITOR}
    staff = within(actor, *duties, region=Ballot.region_id)
    return or_(and_(closed, staff), within(actor, owner=Ballot.person_id))


@by_rights
def ballots(actor: Actor) -> Select[Ballot]:
    """The ballots in the caller's scope."""
    return select(Ballot).where(visible(actor))


def ballots_of(person_id: UUID) -> Select[Ballot]:
    """What he voted himself."""
    return select(Ballot).where(Ballot.person_id == person_id)


async def votes_in(uow: UnitOfWork, meeting_id: UUID) -> dict[str, tuple[Vote, int | None]]:
    """What was voted in a meeting, by the number of the roll."""
    wanted = select(Ballot.roll_no, Ballot.vote, Ballot.option)
    found = await uow.session.execute(wanted.where(Ballot.meeting_id == meeting_id))
    return {number: (vote, option) for number, vote, option in found}


async def ballot_of(uow: UnitOfWork, meeting_id: UUID, roll_no: str) -> Ballot | None:
    """What a number voted before, locked."""
    wanted = select(Ballot).where(Ballot.meeting_id == meeting_id, Ballot.roll_no == roll_no)
    return await uow.session.scalar(wanted.with_for_update())
