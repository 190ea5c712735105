"""Voting over HTTP (居民投票)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.ballot import errors, use_cases
from services.procurement.ballot.schemas import VoteSubmission, VoteView
from services.procurement.round.errors import NotAtThisStage
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.web import BeginOnce, problems, requires

router = APIRouter(prefix="/rounds", tags=["rounds"])

Resident = Annotated[Actor, requires(Role.RESIDENT)]


@router.post(
    "/{round_id}/votes",
    status_code=201,
    response_model=VoteView,
    responses=problems(
        *(Unknown, NotAtThisStage, errors.NotAHouseholdHere, errors.VotingOver),
        *(errors.OwnProposal, errors.AlreadyVoted),
    ),
)
async def vote(round_id: UUID, asked: VoteSubmission, _: Resident, begin: BeginOnce) -> Response:
    """Cast one's household's vote for a shortlisted proposal; it has one in each round."""
    async with begin() as uow:
        cast = await use_cases.vote(uow, round_id=round_id, proposal_id=asked.proposal_id)
        return await uow.answer(201, VoteView, cast, f"/rounds/{round_id}")
