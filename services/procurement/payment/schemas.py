"""Payments as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.procurement.payment.states import PaymentAction, PaymentState
from shared.money import Money
from shared.schemas import Input, View, Words


class PaymentFailure(Input):
    """What the bank said."""

    reason: Annotated[Words, Field(min_length=2, max_length=500, examples=["收款账号有误"])]


class PaymentReversal(Input):
    """Why nobody can ever be paid; the supplier reads it."""

    reason: Annotated[
        Words, Field(min_length=10, max_length=500, examples=["承接机构已注销，款项无法支付"])
    ]


class PaymentWithdrawal(Input):
    """Why it should not be paid as it was asked for."""

    reason: Annotated[
        Words, Field(min_length=2, max_length=500, examples=["发现一条服务记录系伪造"])
    ]


class PaymentView(View):
    """The money of one settlement on its way; `attempts` says how often it was asked for."""

    id: UUID
    version: int
    settlement_id: UUID
    contract_id: UUID
    organization_id: UUID
    amount: Money
    state: PaymentState
    actions: list[PaymentAction]
    attempts: int
    requested_at: datetime
    approved_at: datetime | None
    sent_at: datetime | None
    paid_at: datetime | None
    failure: str | None
