"""The life of a meeting."""

from shared.states import Named, StateTable, from_any


class MeetingState(Named):
    """Where a meeting stands."""

    NOTICED = "noticed", "已通知"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    CALLED_OFF = "called_off", "已取消"


class MeetingAction(Named):
    """What can happen to it."""

    OPEN = "open", "开会"
    CLOSE = "close", "结束并计票"
    CALL_OFF = "call_off", "取消会议"


S, A = MeetingState, MeetingAction

# fmt: off
MEETING = StateTable("meeting", initial=S.NOTICED, moves=[
    (S.NOTICED, A.OPEN,  S.OPEN),
    (S.OPEN,    A.CLOSE, S.CLOSED),
    *from_any((S.NOTICED, S.OPEN), A.CALL_OFF, S.CALLED_OFF),
])
# fmt: on
