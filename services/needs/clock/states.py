"""The life of a clock."""

from shared.states import Named, StateTable, from_any


class ClockState(Named):
    """Where a clock stands."""

    RUNNING = "running", "计时中"
    PAUSED = "paused", "已暂停"
    MET = "met", "按期完成"
    BREACHED = "breached", "已超期"
    VOIDED = "voided", "已作废"


class ClockAction(Named):
    """What can happen to a clock."""

    PAUSE = "pause"
    RESUME = "resume"
    MEET = "meet"
    BREACH = "breach"
    VOID = "void"


S, A = ClockState, ClockAction

# fmt: off
CLOCK = StateTable("clock", initial=S.RUNNING, moves=[
    (S.RUNNING,  A.PAUSE,  S.PAUSED),
    (S.PAUSED,   A.RESUME, S.RUNNING),
    (S.RUNNING,  A.MEET,   S.MET),
    (S.RUNNING,  A.BREACH, S.BREACHED),
    *from_any((S.RUNNING, S.PAUSED, S.BREACHED), A.VOID, S.VOIDED),
])
# fmt: on
