"""The lives of a listing and of the claims on it (spec/procurement.md §2.2, 认领)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class ListingState(Named):
    """Where a listing stands."""

    OPEN = "open", "可认领"
    TAKEN = "taken", "已被认领"
    CONTRACTED = "contracted", "已签约"
    LAPSED = "lapsed", "已过期"
    WITHDRAWN = "withdrawn", "已撤下"


class ListingAction(Named):
    """What can happen to a listing."""

    TAKE = "take", "认领"
    REOPEN = "reopen"
    CONTRACT = "contract"
    LAPSE = "lapse"
    WITHDRAW = "withdraw", "撤下"


class ClaimState(Named):
    """Where a claim stands."""

    PENDING = "pending", "待确定"
    WON = "won", "认领成功，待确认"
    CONFIRMED = "confirmed", "已确认"
    CONTRACTED = "contracted", "已签约"
    FULFILLED = "fulfilled", "已履行"
    EXPIRED = "expired", "逾期失效"
    RELEASED = "released", "已放弃"


class ClaimAction(Named):
    """What can happen to a claim."""

    WIN = "win"
    CONFIRM = "confirm", "确认认领"
    EXPIRE = "expire"
    CONTRACT = "contract", "起草合同"
    RELEASE = "release", "放弃认领"
    FALL_THROUGH = "fall_through"
    FULFILL = "fulfill"


class Allocation(StrEnum):
    """Who wins: the first to claim, or whom a panel ranked first; drawing lots comes later."""

    FIRST_COME = "first_come"
    RANKED = "ranked"


L, LA = ListingState, ListingAction
S, A = ClaimState, ClaimAction

RUNNING = (L.OPEN, L.TAKEN)
"""A project has at most one such listing; a partial unique index says so too."""

ACTIVE = (S.WON, S.CONFIRMED, S.CONTRACTED)
"""A listing has at most one such claim, and they count against the organization's limit."""

# fmt: off
LISTING = StateTable("listing", initial=L.OPEN, moves=[
    (L.OPEN,  LA.TAKE,     L.TAKEN),
    (L.TAKEN, LA.REOPEN,   L.OPEN),
    (L.TAKEN, LA.CONTRACT, L.CONTRACTED),
    (L.OPEN,  LA.LAPSE,    L.LAPSED),
    *from_any(RUNNING, LA.WITHDRAW, L.WITHDRAWN),
])

CLAIM = StateTable("claim", initial=S.PENDING, moves=[
    (S.PENDING,    A.WIN,          S.WON),
    (S.WON,        A.CONFIRM,      S.CONFIRMED),
    (S.WON,        A.EXPIRE,       S.EXPIRED),
    (S.CONFIRMED,  A.CONTRACT,     S.CONTRACTED),
    *from_any((S.WON, S.CONFIRMED), A.RELEASE, S.RELEASED),
    (S.CONTRACTED, A.FALL_THROUGH, S.RELEASED),
    (S.CONTRACTED, A.FULFILL,      S.FULFILLED),
])
# fmt: on
