"""The life of a volunteer."""

from shared.states import Named, StateTable, from_any


class VolunteerState(Named):
    """Where he stands; `withdrawn` is who did not serve for long."""

    APPLIED = "applied", "待审核"
    ACTIVE = "active", "服务中"
    PAUSED = "paused", "暂停服务"
    REFUSED = "refused", "未获准入"
    EXITED = "exited", "已退出"
    WITHDRAWN = "withdrawn", "因长期未服务退出"
    EXPELLED = "expelled", "已除名"


class VolunteerAction(Named):
    """What can happen to him."""

    ADMIT = "admit", "准入"
    REFUSE = "refuse", "不予准入"
    PAUSE = "pause", "暂停"
    RESUME = "resume", "恢复"
    EXIT = "exit", "退出"
    WITHDRAW = "withdraw"
    EXPEL = "expel"
    REINSTATE = "reinstate"
    APPLY_AGAIN = "apply_again", "重新申请"


S, A = VolunteerState, VolunteerAction

ADMITTED = (S.ACTIVE, S.PAUSED)
ENDED = (S.REFUSED, S.EXITED, S.WITHDRAWN)

# fmt: off
VOLUNTEER = StateTable("volunteer", initial=S.APPLIED, moves=[
    (S.APPLIED, A.ADMIT,    S.ACTIVE),
    (S.APPLIED, A.REFUSE,   S.REFUSED),
    (S.ACTIVE,  A.PAUSE,    S.PAUSED),
    (S.PAUSED,  A.RESUME,   S.ACTIVE),
    *from_any((S.APPLIED, *ADMITTED), A.EXIT, S.EXITED),
    *from_any(ADMITTED, A.WITHDRAW, S.WITHDRAWN),
    *from_any((S.APPLIED, *ADMITTED, *ENDED), A.EXPEL, S.EXPELLED),
    (S.EXPELLED, A.REINSTATE, S.PAUSED),
    *from_any((*ENDED, S.EXPELLED), A.APPLY_AGAIN, S.APPLIED),
])
# fmt: on
