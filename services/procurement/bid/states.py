"""The life of a bid (spec/procurement.md §2.6)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class BidState(Named):
    """Where a bid stands; one that is never opened stays sealed."""

    SEALED = "sealed", "已密封"
    WITHDRAWN = "withdrawn", "已撤回"
    OPENED = "opened", "已开标"
    EXCLUDED = "excluded", "无效投标"


class BidAction(Named):
    """What can happen to a bid."""

    REPLACE = "replace", "替换投标文件"
    WITHDRAW = "withdraw", "撤回投标"
    OPEN = "open"
    EXCLUDE = "exclude"


class Exclusion(Named):
    """Why a bid does not count."""

    UNREADABLE = "unreadable", "投标文件无法解密或读取"
    OVER_CEILING = "over_ceiling", "报价超过最高限价"


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
    *from_any((S.SEALED, S.OPENED), A.EXCLUDE, S.EXCLUDED),
])
# fmt: on
