"""The life of a settlement (spec/procurement.md §2.2)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class SettlementState(Named):
    """Where a settlement stands."""

    DRAFT = "draft", "草稿"
    CALCULATED = "calculated", "待确认"
    DISPUTED = "disputed", "有异议"
    CONFIRMED = "confirmed", "已确认"
    PAYMENT_REQUESTED = "payment_requested", "已申请付款"
    PAID = "paid", "已付清"
    RECOVERED = "recovered", "已追回"
    UNPAID = "unpaid", "不再支付"


class SettlementAction(StrEnum):
    """What can happen to a settlement."""

    CALCULATE = "calculate"
    DISPUTE = "dispute"
    CONFIRM = "confirm"
    REQUEST_PAYMENT = "request_payment"
    PAY = "pay"
    RECOVER = "recover"
    GIVE_UP = "give_up"


S, A = SettlementState, SettlementAction

OPEN = (S.DRAFT, S.CALCULATED, S.DISPUTED, S.PAYMENT_REQUESTED)
"""The amount may still change, or is on its way; the next tranche waits for it."""

# fmt: off
SETTLEMENT = StateTable("settlement", initial=S.DRAFT, moves=[
    (S.DRAFT,             A.CALCULATE,       S.CALCULATED),
    (S.CALCULATED,        A.DISPUTE,         S.DISPUTED),
    (S.DISPUTED,          A.CALCULATE,       S.CALCULATED),
    (S.CALCULATED,        A.CONFIRM,         S.CONFIRMED),
    (S.CONFIRMED,         A.REQUEST_PAYMENT, S.PAYMENT_REQUESTED),
    (S.CONFIRMED,         A.RECOVER,         S.RECOVERED),
    (S.PAYMENT_REQUESTED, A.PAY,             S.PAID),
    # its payee cannot be paid, or its contract ended before anyone agreed to the advance
    *from_any((S.CALCULATED, S.DISPUTED, S.PAYMENT_REQUESTED), A.GIVE_UP, S.UNPAID),
])
# fmt: on
