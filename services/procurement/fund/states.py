"""The life of a fund, and the ways its money moves (spec/procurement.md §2.1)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class FundState(Named):
    """Where a fund stands."""

    DRAFT = "draft", "草稿"
    OPEN = "open", "可使用"
    FROZEN = "frozen", "已冻结"
    LAPSED = "lapsed", "已到期"
    CLOSED = "closed", "已关闭"


class FundAction(Named):
    """What can happen to a fund."""

    OPEN = "open", "拨入资金"
    FREEZE = "freeze", "冻结"
    THAW = "thaw", "解冻"
    LAPSE = "lapse"
    CLOSE = "close", "关闭"


class FundKind(StrEnum):
    """Where the money comes from."""

    FISCAL_GENERAL = "fiscal_general"
    FISCAL_SPECIAL = "fiscal_special"
    LOTTERY_WELFARE = "lottery_welfare"
    DONATION = "donation"
    COMMUNITY_FOUNDATION = "community_foundation"
    SOCIAL_MATCH = "social_match"
    SELF_RAISED = "self_raised"


class Purpose(StrEnum):
    """What money may be bound to; the first four are the welfare lottery's 扶老助残救孤济困."""

    ELDERLY = "elderly"
    DISABILITY = "disability"
    ORPHANS = "orphans"
    POVERTY = "poverty"
    CHILDREN = "children"
    MENTAL_HEALTH = "mental_health"
    COMMUNITY = "community"
    ORGANIZATION_GROWTH = "organization_growth"


class EntryKind(StrEnum):
    """Why money moved."""

    APPROPRIATE = "appropriate"
    ADJUST = "adjust"
    RESERVE = "reserve"
    RELEASE = "release"
    COMMIT = "commit"
    DECOMMIT = "decommit"
    PAY = "pay"
    REFUND = "refund"
    CLAWBACK = "clawback"
    LAPSE = "lapse"


LOTTERY = (Purpose.ELDERLY, Purpose.DISABILITY, Purpose.ORPHANS, Purpose.POVERTY)
"""What welfare lottery money is for (spec/procurement.md §2.1)."""

S, A = FundState, FundAction

OVER = (S.LAPSED, S.CLOSED)
"""Nothing new is begun with it, and nobody could use what comes back to it."""

# fmt: off
FUND = StateTable("fund", initial=S.DRAFT, moves=[
    (S.DRAFT,  A.OPEN,   S.OPEN),
    (S.OPEN,   A.FREEZE, S.FROZEN),
    (S.FROZEN, A.THAW,   S.OPEN),
    # never while frozen: a lapsed fund pays what was committed in time
    *from_any((S.DRAFT, S.OPEN), A.LAPSE, S.LAPSED),
    *from_any((S.OPEN, S.LAPSED), A.CLOSE, S.CLOSED),
])
# fmt: on
