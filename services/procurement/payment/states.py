"""The life of a payment (spec/procurement.md §2.2)."""

from shared.states import Named, StateTable, from_any


class PaymentState(Named):
    """Where a payment stands."""

    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "已批准"
    SENT = "sent", "支付中"
    PAID = "paid", "已支付"
    FAILED = "failed", "支付失败"
    REVERSED = "reversed", "已撤销"


class PaymentAction(Named):
    """What can happen to a payment."""

    APPROVE = "approve", "批准"
    SEND = "send", "送交银行"
    PAY = "pay", "确认到账"
    FAIL = "fail", "登记退回"
    RETRY = "retry", "重新申请"
    REVERSE = "reverse", "放弃支付"
    WITHDRAW = "withdraw", "撤回申请"


S, A = PaymentState, PaymentAction

# fmt: off
PAYMENT = StateTable("payment", initial=S.REQUESTED, moves=[
    (S.REQUESTED, A.APPROVE, S.APPROVED),
    (S.APPROVED,  A.SEND,    S.SENT),
    (S.SENT,      A.PAY,     S.PAID),
    (S.SENT,      A.FAIL,    S.FAILED),
    # approved anew: what failed may have been wrong
    (S.FAILED,    A.RETRY,   S.REQUESTED),
    # the payee is gone, or no bank will ever pay him
    (S.FAILED,    A.REVERSE, S.REVERSED),
    # found wrong before any order went to the bank
    *from_any((S.REQUESTED, S.APPROVED), A.WITHDRAW, S.REVERSED),
])
# fmt: on
