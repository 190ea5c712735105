"""The life of an expulsion."""

from shared.states import Named, StateTable, from_any


class Ground(Named):
    """Why somebody is let go."""

    FRAUD = "fraud", "弄虚作假"
    HARM = "harm", "损害服务对象或他人"
    BREACH = "breach", "严重违反志愿服务约定"


class ExpulsionState(Named):
    """Where it stands."""

    PROPOSED = "proposed", "待本人陈述"
    STATED = "stated", "已陈述待决定"
    EXPELLED = "expelled", "已除名"
    DROPPED = "dropped", "不予除名"
    APPEALED = "appealed", "复核中"
    UPHELD = "upheld", "维持除名"
    OVERTURNED = "overturned", "已撤销除名"


class ExpulsionAction(Named):
    """What can happen to it."""

    STATE = "state", "陈述"
    EXPEL = "expel", "决定除名"
    DROP = "drop", "决定不予除名"
    APPEAL = "appeal", "申请复核"
    UPHOLD = "uphold", "维持除名"
    OVERTURN = "overturn", "撤销除名"


S, A = ExpulsionState, ExpulsionAction
UNDECIDED = (S.PROPOSED, S.STATED)

# fmt: off
EXPULSION = StateTable("expulsion", initial=S.PROPOSED, moves=[
    (S.PROPOSED, A.STATE,    S.STATED),
    *from_any(UNDECIDED, A.EXPEL, S.EXPELLED),
    *from_any(UNDECIDED, A.DROP, S.DROPPED),
    (S.EXPELLED, A.APPEAL,   S.APPEALED),
    (S.APPEALED, A.UPHOLD,   S.UPHELD),
    (S.APPEALED, A.OVERTURN, S.OVERTURNED),
])
# fmt: on
