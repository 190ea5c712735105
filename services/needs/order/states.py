"""The life of an order (spec/needs.md §2.6)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class OrderState(Named):
    """Where an order stands."""

    OFFERED = "offered", "待接单"
    ACCEPTED = "accepted", "已接单"
    EN_ROUTE = "en_route", "已出发"
    ON_SITE = "on_site", "已到场"
    DONE_CLAIMED = "done_claimed", "待居民确认"
    CONFIRMED = "confirmed", "居民已确认"
    DISPUTED = "disputed", "居民有异议"
    DECLINED = "declined", "已拒单"
    EXPIRED = "expired", "超时未接"
    RECALLED = "recalled", "已收回"
    NO_SHOW = "no_show", "爽约"
    FAILED = "failed", "未能完成"
    REASSIGNED = "reassigned", "已改派"


class OrderAction(Named):
    """What can happen to an order."""

    ACCEPT = "accept", "接单"
    DECLINE = "decline", "拒单"
    EXPIRE = "expire"
    RECALL = "recall", "收回"
    DEPART = "depart", "出发"
    ARRIVE = "arrive", "到场签到"
    COMPLETE = "complete", "完成服务"
    CONFIRM = "confirm", "确认完成"
    DISPUTE = "dispute", "提出异议"
    REPORT_NO_SHOW = "report_no_show", "报告爽约"
    FAIL = "fail", "报告无法完成"
    REASSIGN = "reassign", "改派"


class OrderMode(StrEnum):
    """How the team came to the order: sent by the platform, by a person, or by its own claim."""

    AUTO = "auto"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"


S, A = OrderState, OrderAction

AT_WORK = (S.ACCEPTED, S.EN_ROUTE, S.ON_SITE)
"""The order takes up one of the team's parallel slots."""

LIVE = (*AT_WORK, S.DONE_CLAIMED)
"""One need has at most one such order; a partial unique index says so too."""

UNWILLING = (S.DECLINED, S.EXPIRED, S.NO_SHOW)
"""Too many of these end automatic dispatch for a while."""

BARRING = (S.DECLINED, S.NO_SHOW, S.FAILED, S.REASSIGNED, S.DISPUTED)
"""The team is not sent to this need again; after an expiry or a recall, not in the same search."""

TAKEN = "taken_by_another_team"
"""Why an offer was recalled that lost the race: no fault of the team's."""

# fmt: off
ORDER = StateTable("order", initial=S.OFFERED, moves=[
    (S.OFFERED,      A.ACCEPT,   S.ACCEPTED),
    (S.OFFERED,      A.DECLINE,  S.DECLINED),
    (S.OFFERED,      A.EXPIRE,   S.EXPIRED),
    (S.OFFERED,      A.RECALL,   S.RECALLED),
    (S.ACCEPTED,     A.DEPART,   S.EN_ROUTE),
    (S.EN_ROUTE,     A.ARRIVE,   S.ON_SITE),
    (S.ON_SITE,      A.COMPLETE, S.DONE_CLAIMED),
    (S.DONE_CLAIMED, A.CONFIRM,  S.CONFIRMED),
    *from_any((S.DONE_CLAIMED, S.CONFIRMED), A.DISPUTE, S.DISPUTED),
    *from_any((S.ACCEPTED, S.EN_ROUTE), A.REPORT_NO_SHOW, S.NO_SHOW),
    *from_any(AT_WORK, A.FAIL, S.FAILED),
    *from_any(AT_WORK, A.REASSIGN, S.REASSIGNED),
])
# fmt: on
