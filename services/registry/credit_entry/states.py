"""The lists, the grounds for them, and the life of an entry (spec/registry.md §2.9)."""

from shared.states import Named, StateTable, from_any


class CreditList(Named):
    """The list of abnormal activity, and that of serious violations."""

    ABNORMAL = "abnormal", "活动异常名录"
    SERIOUS = "serious", "严重违法失信名单"


class Ground(Named):
    """Why a body is listed, as the ministry's order 60 numbers it."""

    A1 = "A1", "未按规定时限和要求报送年度报告或者接受年度检查"
    A2 = "A2", "未按规定设立党组织"
    A3 = "A3", "责令改正，逾期不改正"
    A4 = "A4", "丧失公开募捐资格或者连续六个月不开展公开募捐"
    A5 = "A5", "受到警告或者不满五万元罚款处罚"
    A6 = "A6", "通过登记的住所无法取得联系"
    A7 = "A7", "法律法规规定的其他列入活动异常名录的情形"
    B1 = "B1", "被列入活动异常名录满两年仍未移出"
    B2 = "B2", "以欺骗手段取得变更登记被撤销"
    B3 = "B3", "受到限期停止活动处罚"
    B4 = "B4", "受到五万元以上罚款处罚"
    B5 = "B5", "三年内受到两次以上警告或者不满五万元罚款处罚"
    B6 = "B6", "被人民法院列为失信被执行人"
    B7 = "B7", "被吊销登记证书或者撤销成立登记"
    B8 = "B8", "法律法规规定的其他列入严重违法失信名单的情形"

    @property
    def credit_list(self) -> CreditList:
        """The list it leads to."""
        return CreditList.ABNORMAL if self.startswith("A") else CreditList.SERIOUS


class CreditEntryState(Named):
    """Where an entry stands."""

    PROPOSED = "proposed", "待告知"
    NOTICED = "noticed", "待陈述申辩"
    STATED = "stated", "已陈述申辩"
    DROPPED = "dropped", "不予列入"
    LISTED = "listed", "已列入"
    APPLIED = "applied", "已申请移出"
    VERIFIED = "verified", "已核实，待移出"
    REMOVED = "removed", "已移出"
    CORRECTED = "corrected", "已更正"


class CreditEntryAction(Named):
    """What can happen to an entry."""

    GIVE_NOTICE = "give_notice", "告知"
    STATE = "state", "陈述申辩"
    LIST = "list", "决定列入"
    DROP = "drop", "决定不予列入"
    APPLY = "apply", "申请移出"
    VERIFY = "verify", "核实"
    REMOVE = "remove", "决定移出"
    KEEP = "keep", "决定不予移出"
    EXPIRE = "expire"
    CORRECT = "correct", "更正"


S, A = CreditEntryState, CreditEntryAction

UNDECIDED = (S.PROPOSED, S.NOTICED, S.STATED)
STANDING = (S.LISTED, S.APPLIED, S.VERIFIED)
"""The body is on the list, for everybody to see."""

# fmt: off
CREDIT_ENTRY = StateTable("credit_entry", initial=S.PROPOSED, moves=[
    (S.PROPOSED, A.GIVE_NOTICE, S.NOTICED),
    (S.NOTICED,  A.STATE,       S.STATED),
    *from_any((S.NOTICED, S.STATED), A.LIST, S.LISTED),
    *from_any(UNDECIDED, A.DROP, S.DROPPED),
    (S.LISTED,   A.APPLY,       S.APPLIED),
    *from_any((S.LISTED, S.APPLIED), A.VERIFY, S.VERIFIED),
    (S.VERIFIED, A.REMOVE,      S.REMOVED),
    (S.VERIFIED, A.KEEP,        S.LISTED),
    *from_any((S.LISTED, S.APPLIED), A.EXPIRE, S.REMOVED),
    *from_any(STANDING, A.CORRECT, S.CORRECTED),
])
# fmt: on
