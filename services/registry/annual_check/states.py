"""The life of an annual check (spec/registry.md §2.10)."""

from shared.states import Named, StateTable, from_any


class AnnualCheckState(Named):
    """Where a check stands; from `qualified` on it is concluded, for everybody to see."""

    DUE = "due", "待报送"
    SUBMITTED = "submitted", "已报送待审查"
    RETURNED = "returned", "已退回补正"
    FAULTED = "faulted", "拟定不合格待复核"
    QUALIFIED = "qualified", "合格"
    BASICALLY_QUALIFIED = "basically_qualified", "基本合格"
    UNQUALIFIED = "unqualified", "不合格"
    NOT_SUBMITTED = "not_submitted", "未报送"
    EXEMPT = "exempt", "免予年检"


class AnnualCheckAction(Named):
    """What can happen to a check."""

    SUBMIT = "submit", "报送"
    RETURN = "return", "退回补正"
    PASS = "pass", "定为合格"
    PASS_BASICALLY = "pass_basically", "定为基本合格"
    FAULT = "fault", "拟定为不合格"
    CONFIRM = "confirm", "确认不合格"
    REOPEN = "reopen", "退回审查"
    LAPSE = "lapse"
    EXEMPT = "exempt", "免予年检"


S, A = AnnualCheckState, AnnualCheckAction

CONCLUDED = (
    *(S.QUALIFIED, S.BASICALLY_QUALIFIED, S.UNQUALIFIED),
    *(S.NOT_SUBMITTED, S.EXEMPT),
)

# fmt: off
ANNUAL_CHECK = StateTable("annual_check", initial=S.DUE, moves=[
    *from_any((S.DUE, S.RETURNED, S.NOT_SUBMITTED), A.SUBMIT, S.SUBMITTED),
    (S.SUBMITTED, A.RETURN,         S.RETURNED),
    (S.SUBMITTED, A.PASS,           S.QUALIFIED),
    (S.SUBMITTED, A.PASS_BASICALLY, S.BASICALLY_QUALIFIED),
    (S.SUBMITTED, A.FAULT,          S.FAULTED),
    (S.FAULTED,   A.CONFIRM,        S.UNQUALIFIED),
    (S.FAULTED,   A.REOPEN,         S.SUBMITTED),
    *from_any((S.DUE, S.RETURNED), A.LAPSE, S.NOT_SUBMITTED),
    (S.DUE,       A.EXEMPT,         S.EXEMPT),
])
# fmt: on
