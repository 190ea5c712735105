"""Voting: the latest ballot before the close counts, and paper stands against the web."""

from typing import Any
from uuid import UUID

from services.needs.ballot.errors import NoSuchOption, PollClosed, VotedOnPaper
from services.needs.ballot.model import Ballot
from services.needs.ballot.queries import ballot_of
from services.needs.ballot.rules import Medium
from services.needs.matter.queries import CONVENERS, must_govern
from services.needs.meeting.model import Meeting
from services.needs.meeting.rules import Vote
from services.needs.meeting.states import MeetingState
from services.needs.roll import queries as rolls
from services.needs.roll.errors import Conflicted
from shared.db import UnitOfWork


async def cast_ballot(uow: UnitOfWork, *, meeting_id: UUID, asked: dict[str, Any]) -> Ballot:
    """Vote for a number: by oneself or its proxy on the web, on paper through staff."""
    meeting = await uow.get(Meeting, meeting_id)
    if meeting.state is not MeetingState.OPEN:
        raise PollClosed(state=meeting.state)
    vote, option, medium = asked["vote"], asked["option"], asked["medium"]
    named = range(1, len(meeting.options) + 1)
    if not (option in named if vote is Vote.YES and named else option is None and named):
        raise NoSuchOption(options=len(meeting.options))
    on_paper = medium is Medium.PAPER
    if on_paper:
        await must_govern(uow, meeting.region_id, *CONVENERS)
    number = asked["roll_no"] or await rolls.own_number(uow, meeting.matter_id, meeting.round)
    entry = await rolls.entry(uow, meeting.matter_id, meeting.round, number)
    if not on_paper:
        await rolls.spoken_for(uow, entry)
    if entry.conflicted:
        raise Conflicted
    said: dict[str, Any] = {"vote": vote, "option": option, "medium": medium, "at": uow.at}
    said["person_id"] = None if on_paper else uow.actor.person_id
    before = await ballot_of(uow, meeting.id, number)
    if before is None:
        ballot = Ballot(meeting_id=meeting.id, region_id=meeting.region_id, roll_no=number, **said)
        uow.add(ballot)
        return ballot
    if before.medium is Medium.PAPER and not on_paper:
        raise VotedOnPaper
    for name, value in said.items():
        setattr(before, name, value)
    return before
