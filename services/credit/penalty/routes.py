"""Penalties over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.account.errors import ConflictOfInterest, FourEyes
from services.credit.account.model import Account
from services.credit.account.queries import MEMBERS, OFFICERS, STEWARDS, stewarded
from services.credit.penalty import queries, use_cases
from services.credit.penalty.errors import StatementPending, TooLate
from services.credit.penalty.model import Penalty
from services.credit.penalty.schemas import (
    DecisionSubmission,
    PenaltySubmission,
    PenaltyView,
    StatementSubmission,
)
from services.credit.penalty.states import PenaltyState
from services.credit.transfer.errors import AccountUnusable
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(prefix="/penalties", tags=["penalties"])

Reader = Annotated[Actor, requires(*MEMBERS, *OFFICERS)]
Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Steward = Annotated[Actor, requires(*STEWARDS)]
Decided = problems(
    Unknown, IllegalMove, FourEyes, ConflictOfInterest, StatementPending, AccountUnusable
)


@router.get("", response_model=Listed[PenaltyView])
async def list_penalties(
    actor: Reader, begin: Begin, page: Page, state: PenaltyState | None = None
) -> Response:
    """The penalties in the caller's scope, newest first."""
    async with begin() as uow:
        seen = queries.penalties(actor)
        listed = await page_of(uow, seen, Penalty.id, page, {Penalty.state: state})
        return await uow.answer(200, Listed[PenaltyView], listed)


@router.get("/{penalty_id}", response_model=PenaltyView, responses=problems(Unknown))
async def read_penalty(penalty_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One penalty."""
    async with begin() as uow:
        penalty = await uow.get(Penalty, penalty_id, where=queries.visible(actor))
        return await uow.answer(200, PenaltyView, penalty)


@router.post(
    "",
    status_code=201,
    response_model=PenaltyView,
    responses=problems(Unknown, ConflictOfInterest, AccountUnusable),
)
async def propose_penalty(asked: PenaltySubmission, actor: Steward, begin: BeginOnce) -> Response:
    """Propose a penalty; the organization has notice and ten working days to state its case."""
    async with begin() as uow:
        account = await uow.get(Account, asked.account_id, where=stewarded(actor))
        penalty = await use_cases.propose_penalty(
            uow,
            account=account,
            ground=asked.ground,
            points=asked.points,
            evidence=asked.evidence,
        )
        return await uow.answer(201, PenaltyView, penalty, f"/penalties/{penalty.id}")


@router.post(
    "/{penalty_id}/statement",
    response_model=PenaltyView,
    responses=problems(Unknown, IllegalMove, TooLate),
)
async def state_case(
    penalty_id: UUID, asked: StatementSubmission, actor: Manager, begin: Begin
) -> Response:
    """Say what the organization has to say."""
    async with begin() as uow:
        penalty = await uow.get(Penalty, penalty_id, where=queries.own(actor))
        penalty.take_statement(asked.text, at=uow.at)
        return await uow.answer(200, PenaltyView, penalty)


@router.post("/{penalty_id}/decision", response_model=PenaltyView, responses=Decided)
async def decide_penalty(
    penalty_id: UUID, asked: DecisionSubmission, actor: Steward, begin: BeginOnce
) -> Response:
    """Decide as a second officer; what is upheld is posted at once."""
    async with begin() as uow:
        penalty = await uow.get(Penalty, penalty_id, where=queries.decidable(actor))
        await use_cases.decide_penalty(
            uow, penalty=penalty, upheld=asked.upheld, reason=asked.reason
        )
        return await uow.answer(200, PenaltyView, penalty)


@router.post(
    "/{penalty_id}/appeal",
    response_model=PenaltyView,
    responses=problems(Unknown, IllegalMove, TooLate),
)
async def appeal(
    penalty_id: UUID, asked: StatementSubmission, actor: Manager, begin: Begin
) -> Response:
    """Appeal within fifteen working days."""
    async with begin() as uow:
        penalty = await uow.get(Penalty, penalty_id, where=queries.own(actor))
        await use_cases.take_appeal(uow, penalty=penalty, text=asked.text)
        return await uow.answer(200, PenaltyView, penalty)


@router.post("/{penalty_id}/review", response_model=PenaltyView, responses=Decided)
async def decide_appeal(
    penalty_id: UUID, asked: DecisionSubmission, actor: Steward, begin: BeginOnce
) -> Response:
    """Decide an appeal as a third officer; what is not upheld is given back."""
    async with begin() as uow:
        penalty = await uow.get(Penalty, penalty_id, where=queries.decidable(actor))
        await use_cases.decide_appeal(
            uow, penalty=penalty, upheld=asked.upheld, reason=asked.reason
        )
        return await uow.answer(200, PenaltyView, penalty)
