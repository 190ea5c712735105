"""Settlements over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund.errors import FundUnusable, OutOfCharge, OverCommitment
from services.procurement.oversight.errors import OwnWork
from services.procurement.oversight.queries import overseen
from services.procurement.settlement import queries, use_cases
from services.procurement.settlement.errors import (
    Agreed,
    EarlierTrancheOpen,
    EvaluationPending,
    LogsUndecided,
    NoSuchTranche,
    NothingToRecover,
    NotInForce,
    RectificationOpen,
    ResidentsNotHeard,
    SettledBefore,
    SilenceNotOver,
)
from services.procurement.settlement.model import Settlement
from services.procurement.settlement.schemas import (
    Deductions,
    NewSettlement,
    SettlementDispute,
    SettlementView,
    shown,
)
from services.procurement.settlement.states import SettlementState
from services.procurement.succession.errors import SupplierUnnamed
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, SignedIn, problems

router = APIRouter(tags=["settlements"])

WAITING = (EvaluationPending, RectificationOpen, LogsUndecided, ResidentsNotHeard)


@router.post(
    "/contracts/{contract_id}/settlements",
    status_code=201,
    response_model=SettlementView,
    responses=problems(
        *(Unknown, OutOfCharge, OwnWork, NotInForce, NoSuchTranche),
        *(SettledBefore, EarlierTrancheOpen, BadValue, *WAITING),
    ),
)
async def settle(
    contract_id: UUID, asked: NewSettlement, begin: BeginOnce, _: SignedIn
) -> Response:
    """Work out a tranche by quantity and quality."""
    async with begin() as uow:
        made = await use_cases.settle_tranche(
            uow, contract_id=contract_id, gate=asked.gate, penalties=asked.deducted()
        )
        await uow.flush()
        location = f"/settlements/{made.id}"
        return await uow.answer(201, SettlementView, shown(made), location=location)


@router.get("/settlements", response_model=Listed[SettlementView])
async def list_settlements(
    actor: SignedIn,
    begin: Begin,
    page: Page,
    contract_id: UUID | None = None,
    state: SettlementState | None = None,
) -> Response:
    """The settlements in sight, newest first."""
    async with begin() as uow:
        only = {Settlement.contract_id: contract_id, Settlement.state: state}
        found = await page_of(uow, queries.settlements(actor), Settlement.id, page, only)
        items = [shown(one) for one in found["items"]]
        return await uow.answer(200, Listed[SettlementView], found | {"items": items})


@router.get(
    "/settlements/{settlement_id}", response_model=SettlementView, responses=problems(Unknown)
)
async def show(settlement_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """One settlement."""
    async with begin() as uow:
        found = await uow.get(Settlement, settlement_id, where=overseen(actor, Settlement))
        return await uow.answer(200, SettlementView, shown(found))


@router.post(
    "/settlements/{settlement_id}/calculation",
    response_model=SettlementView,
    responses=problems(Unknown, OutOfCharge, OwnWork, IllegalMove, BadValue, *WAITING),
)
async def calculate_again(
    settlement_id: UUID, begin: Begin, _: SignedIn, asked: Deductions | None = None
) -> Response:
    """Answer a dispute from the logs as they stand now; a body says what is deducted instead."""
    async with begin() as uow:
        penalties = None if asked is None else asked.deducted()
        made = await use_cases.calculate_again(
            uow, settlement_id=settlement_id, penalties=penalties
        )
        await uow.flush()
        return await uow.answer(200, SettlementView, shown(made))


@router.post(
    "/settlements/{settlement_id}/dispute",
    response_model=SettlementView,
    responses=problems(Unknown, OutOfCharge, OwnWork, Agreed, IllegalMove),
)
async def dispute(
    settlement_id: UUID, asked: SettlementDispute, begin: Begin, _: SignedIn
) -> Response:
    """The supplier, or the buyer who found more, does not agree with the figures."""
    async with begin() as uow:
        changed = await use_cases.dispute_settlement(
            uow, settlement_id=settlement_id, reason=asked.reason
        )
        await uow.flush()
        return await uow.answer(200, SettlementView, shown(changed))


@router.post(
    "/settlements/{settlement_id}/confirmation",
    response_model=SettlementView,
    responses=problems(
        *(Unknown, OutOfCharge, OwnWork, SupplierUnnamed, SilenceNotOver, IllegalMove)
    ),
)
async def confirm(settlement_id: UUID, begin: BeginEdit, _: SignedIn) -> Response:
    """The supplier agrees; or the buyer after its silence: to the figures in the ETag he read."""
    async with begin() as uow:
        changed = await use_cases.confirm_settlement(uow, settlement_id=settlement_id)
        await uow.flush()
        return await uow.answer(200, SettlementView, shown(changed))


@router.post(
    "/settlements/{settlement_id}/recovery",
    response_model=SettlementView,
    responses=problems(
        *(Unknown, OutOfCharge, OwnWork, NothingToRecover, IllegalMove),
        *(OverCommitment, FundUnusable),
    ),
)
async def recover(settlement_id: UUID, begin: BeginOnce, _: SignedIn) -> Response:
    """Book that the supplier has paid back what it owed."""
    async with begin() as uow:
        changed = await use_cases.recover_overpayment(uow, settlement_id=settlement_id)
        await uow.flush()
        return await uow.answer(200, SettlementView, shown(changed))
