"""The life of a bid (spec/procurement.md §2.6)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class BidState(Named):
    """Where a bid stands; one that is never opened stays sealed."""

    SEALED = "sealed", "已密封"
    WITHDRAWN = "withdrawn", "已撤回"
    OPENED = "opened", "已开标"
    QUALIFIED = "qualified", "资格审查合格"
    EXCLUDED = "excluded", "无效投标"


class BidAction(Named):
    """What can happen to a bid."""

    REPLACE = "replace", "替换投标文件"
    WITHDRAW = "withdraw", "撤回投标"
    OPEN = "open"
    QUALIFY = "qualify", "认定资格合格"
    EXCLUDE = "exclude", "认定投标无效"


class Exclusion(Named):
    """Why a bid does not count."""

    UNREADABLE = "unreadable", "投标文件无法解密或读取"
    OVER_CEILING = "over_ceiling", "报价超过最高限价"
    UNQUALIFIED = "unqualified", "资格审查不合格"
    LOW_PRICE = "low_price", "报价异常低且不能证明合理"
    BELOW_MINIMUM = "below_minimum", "评审得分低于最低要求"


class LowPrice(Named):
    """Why a price is looked into: by what it is abnormally low (财库〔2026〕2号)."""

    BELOW_MEAN = "below_mean", "低于全部有效报价平均值的规定比例"
    BELOW_SECOND = "below_second", "低于次低报价的规定比例"
    BELOW_CEILING = "below_ceiling", "低于最高限价的规定比例"


class Part(StrEnum):
    """What is sealed apart."""

    QUALIFICATION = "qualification"
    TECHNICAL = "technical"
    PRICE = "price"


class ReceiptKind(StrEnum):
    """What a receipt is for."""

    SUBMITTED = "submitted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


S, A = BidState, BidAction

# fmt: off
BID = StateTable("bid", initial=S.SEALED, moves=[
    *from_any((S.SEALED, S.WITHDRAWN), A.REPLACE, S.SEALED),
    (S.SEALED, A.WITHDRAW, S.WITHDRAWN),
    (S.SEALED, A.OPEN,     S.OPENED),
    (S.OPENED, A.QUALIFY,  S.QUALIFIED),
    *from_any((S.SEALED, S.OPENED, S.QUALIFIED), A.EXCLUDE, S.EXCLUDED),
])
# fmt: on
