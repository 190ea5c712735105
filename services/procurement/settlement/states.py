"""The life of a settlement (spec/procurement.md §2.2)."""

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


class SettlementAction(Named):
    """What can happen to a settlement."""

    CALCULATE = "calculate", "重新核算"
    DISPUTE = "dispute", "提出异议"
    CONFIRM = "confirm", "确认"
    REQUEST_PAYMENT = "request_payment", "申请付款"
    PAY = "pay"
    RECOVER = "recover", "登记追回"
    CALL_OFF = "call_off"
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
    # what the buyer finds before the money moves
    (S.CONFIRMED,         A.DISPUTE,         S.DISPUTED),
    (S.PAYMENT_REQUESTED, A.PAY,             S.PAID),
    (S.PAYMENT_REQUESTED, A.CALL_OFF,        S.CONFIRMED),
    # its payee cannot be paid, or its contract ended before anyone agreed to the advance
    *from_any((S.CALCULATED, S.DISPUTED, S.PAYMENT_REQUESTED), A.GIVE_UP, S.UNPAID),
])
# fmt: on
