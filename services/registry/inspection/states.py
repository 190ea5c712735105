"""The life of an inspection."""

from shared.states import Named, StateTable, from_any


class InspectionState(Named):
    """Where an inspection stands; from `clear` on its result is public."""

    ASSIGNED = "assigned", "待检查"
    RECORDED = "recorded", "待会签"
    REPLACED = "replaced", "已由下一家递补"
    CLEAR = "clear", "未发现问题"
    RECTIFYING = "rectifying", "责令改正中"
    REPORTED = "reported", "已报改正，待复查"
    RECTIFIED = "rectified", "已改正"
    OVERDUE = "overdue", "逾期未改正"


class InspectionAction(Named):
    """What can happen to an inspection."""

    RECORD = "record", "登记检查情况"
    REPLACE = "replace", "由下一家递补"
    DISAGREE = "disagree", "不同意检查记录"
    CLEAR = "clear", "会签认定未发现问题"
    ORDER = "order", "会签责令改正"
    REPORT = "report", "报送改正情况"
    ACCEPT = "accept", "复查通过"
    REJECT = "reject", "复查不通过"
    LAPSE = "lapse"


S, A = InspectionState, InspectionAction

RESULTS = (S.CLEAR, S.RECTIFYING, S.REPORTED, S.RECTIFIED, S.OVERDUE)
"""What was found is public (一公开)."""

# fmt: off
INSPECTION = StateTable("inspection", initial=S.ASSIGNED, moves=[
    (S.ASSIGNED,   A.RECORD,   S.RECORDED),
    (S.ASSIGNED,   A.REPLACE,  S.REPLACED),
    (S.RECORDED,   A.DISAGREE, S.ASSIGNED),
    (S.RECORDED,   A.CLEAR,    S.CLEAR),
    (S.RECORDED,   A.ORDER,    S.RECTIFYING),
    *from_any((S.RECTIFYING, S.OVERDUE), A.REPORT, S.REPORTED),
    (S.REPORTED,   A.ACCEPT,   S.RECTIFIED),
    (S.REPORTED,   A.REJECT,   S.RECTIFYING),
    (S.RECTIFYING, A.LAPSE,    S.OVERDUE),
])
# fmt: on
