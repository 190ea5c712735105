"""Payments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund.errors import FundUnusable, OutOfCharge, OverCommitment
from services.procurement.oversight.errors import OwnWork
from services.procurement.oversight.queries import overseen
from services.procurement.payment import queries, use_cases
from services.procurement.payment.errors import SamePerson
from services.procurement.payment.model import Payment
from services.procurement.payment.schemas import (
    PaymentFailure,
    PaymentReversal,
    PaymentView,
    PaymentWithdrawal,
)
from services.procurement.payment.states import PaymentState
from services.procurement.settlement.errors import NothingToPay
from services.procurement.succession.errors import SupplierUnnamed
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, SignedIn, problems, requires

router = APIRouter(tags=["settlements"])

Finance = Annotated[Actor, requires(Role.FINANCE)]
Authority = Annotated[Actor, requires(Role.SUPERVISING_AUTHORITY)]


@router.post(
    "/settlements/{settlement_id}/payment",
    status_code=201,
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, NothingToPay, IllegalMove),
)
async def request(settlement_id: UUID, begin: BeginOnce, _: SignedIn) -> Response:
    """Ask for the money of a confirmed settlement."""
    async with begin() as uow:
        asked = await use_cases.request_payment(uow, settlement_id=settlement_id)
        return await uow.answer(201, PaymentView, asked, location=f"/payments/{asked.id}")


@router.get("/payments", response_model=Listed[PaymentView])
async def list_payments(
    actor: SignedIn,
    begin: Begin,
    page: Page,
    contract_id: UUID | None = None,
    state: PaymentState | None = None,
) -> Response:
    """The payments in sight, newest first."""
    async with begin() as uow:
        only = {Payment.contract_id: contract_id, Payment.state: state}
        return await uow.answer(
            200,
            Listed[PaymentView],
            await page_of(uow, queries.payments(actor), Payment.id, page, only),
        )


@router.get("/payments/{payment_id}", response_model=PaymentView, responses=problems(Unknown))
async def show(payment_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """One payment."""
    async with begin() as uow:
        found = await uow.get(Payment, payment_id, where=overseen(actor, Payment))
        return await uow.answer(200, PaymentView, found)


@router.post(
    "/payments/{payment_id}/approval",
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, SamePerson, IllegalMove),
)
async def approve(payment_id: UUID, begin: Begin, _: Finance) -> Response:
    """Approve what another has asked for."""
    async with begin() as uow:
        changed = await use_cases.approve_payment(uow, payment_id=payment_id)
        return await uow.answer(200, PaymentView, changed)


@router.post(
    "/payments/{payment_id}/dispatch",
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, SupplierUnnamed, FundUnusable, IllegalMove),
)
async def send(payment_id: UUID, begin: Begin, _: Finance) -> Response:
    """The order went to the bank."""
    async with begin() as uow:
        changed = await use_cases.send_payment(uow, payment_id=payment_id)
        return await uow.answer(200, PaymentView, changed)


@router.post(
    "/payments/{payment_id}/confirmation",
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, FundUnusable, OverCommitment, IllegalMove),
)
async def confirm(payment_id: UUID, begin: BeginOnce, _: Finance) -> Response:
    """The money has arrived; the funds are charged with it."""
    async with begin() as uow:
        changed = await use_cases.confirm_payment(uow, payment_id=payment_id)
        return await uow.answer(200, PaymentView, changed)


@router.post(
    "/payments/{payment_id}/failure",
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, IllegalMove),
)
async def fail(payment_id: UUID, asked: PaymentFailure, begin: Begin, _: Finance) -> Response:
    """The bank sent it back."""
    async with begin() as uow:
        changed = await use_cases.fail_payment(uow, payment_id=payment_id, reason=asked.reason)
        return await uow.answer(200, PaymentView, changed)


@router.post(
    "/payments/{payment_id}/retry",
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, IllegalMove),
)
async def retry(payment_id: UUID, begin: BeginOnce, _: Finance) -> Response:
    """Ask again for what failed; it is approved anew."""
    async with begin() as uow:
        changed = await use_cases.retry_payment(uow, payment_id=payment_id)
        return await uow.answer(200, PaymentView, changed)


@router.post(
    "/payments/{payment_id}/withdrawal",
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, IllegalMove),
)
async def withdraw(
    payment_id: UUID, asked: PaymentWithdrawal, begin: Begin, _: Finance
) -> Response:
    """Decline what was asked for, before an order goes to the bank; it may be disputed again."""
    async with begin() as uow:
        changed = await use_cases.withdraw_payment(uow, payment_id=payment_id, reason=asked.reason)
        return await uow.answer(200, PaymentView, changed)


@router.post(
    "/payments/{payment_id}/reversal",
    response_model=PaymentView,
    responses=problems(Unknown, OutOfCharge, OwnWork, IllegalMove),
)
async def reverse(payment_id: UUID, asked: PaymentReversal, begin: Begin, _: Authority) -> Response:
    """Give up what failed and can never be paid out, such as to an organization that is gone."""
    async with begin() as uow:
        changed = await use_cases.reverse_payment(uow, payment_id=payment_id, reason=asked.reason)
        return await uow.answer(200, PaymentView, changed)
