"""Ballots over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.ballot import errors, queries, use_cases
from services.needs.ballot.model import Ballot
from services.needs.ballot.schemas import BallotSubmission, BallotView
from services.needs.need.errors import OutOfCharge
from services.needs.roll.errors import Conflicted, NotOnTheRoll
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, BeginOnce, SignedIn, problems

router = APIRouter(prefix="/meetings", tags=["meetings"])


@router.post(
    "/{meeting_id}/ballots",
    status_code=201,
    response_model=BallotView,
    responses=problems(
        *(Unknown, OutOfCharge, NotOnTheRoll, Conflicted),
        *(errors.PollClosed, errors.NoSuchOption, errors.VotedOnPaper),
    ),
)
async def vote(
    meeting_id: UUID, asked: BallotSubmission, begin: BeginOnce, _: SignedIn
) -> Response:
    """Vote openly; until the meeting is closed the latest ballot of a number counts."""
    async with begin() as uow:
        cast = await use_cases.cast_ballot(uow, meeting_id=meeting_id, asked=asked.model_dump())
        return await uow.answer(201, BallotView, cast, f"/meetings/{meeting_id}/ballots")


@router.get("/{meeting_id}/ballots", response_model=Listed[BallotView])
async def list_ballots(meeting_id: UUID, begin: Begin, page: Page, actor: SignedIn) -> Response:
    """One's own ballots; for staff, once the meeting is closed, all of them."""
    async with begin() as uow:
        only = {Ballot.meeting_id: meeting_id}
        found = await page_of(uow, queries.ballots(actor), Ballot.id, page, only)
        return await uow.answer(200, Listed[BallotView], found)
