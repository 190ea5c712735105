"""The life of a cluster (spec/needs.md §2.1, §2.4)."""

from shared.states import Named, StateTable, from_any


class ClusterState(Named):
    """Where a common demand stands."""

    WATCHING = "watching", "观察中"
    HOT = "hot", "热点"
    PROPOSED = "proposed", "已提出"
    ADOPTED = "adopted", "已立项"
    FULFILLED = "fulfilled", "已实现"
    DECLINED = "declined", "未采纳"
    DISSOLVED = "dissolved", "已解散"


class ClusterAction(Named):
    """What can happen to it."""

    HEAT = "heat"
    COOL = "cool"
    DISSOLVE = "dissolve"
    PROPOSE = "propose", "提出立项"
    ADOPT = "adopt"
    DECLINE = "decline"
    FULFILL = "fulfill"


S, A = ClusterState, ClusterAction

COUNTED = frozenset({S.WATCHING, S.HOT})
"""The figures follow the demand; from the proposal on they stay as proposed."""

LIVE = (S.WATCHING, S.HOT, S.PROPOSED, S.ADOPTED)
"""A community has at most one such cluster of a category; a partial unique index says so too."""

# fmt: off
CLUSTER = StateTable("cluster", initial=S.WATCHING, moves=[
    (S.WATCHING, A.HEAT,     S.HOT),
    (S.HOT,      A.COOL,     S.WATCHING),
    (S.WATCHING, A.DISSOLVE, S.DISSOLVED),
    (S.HOT,      A.PROPOSE,  S.PROPOSED),
    (S.PROPOSED, A.ADOPT,    S.ADOPTED),
    *from_any((S.PROPOSED, S.ADOPTED), A.DECLINE, S.DECLINED),
    (S.ADOPTED,  A.FULFILL,  S.FULFILLED),
])
# fmt: on
