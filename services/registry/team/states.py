"""The life of a team's filing."""

from shared.states import Named, StateTable


class TeamFiling(Named):
    """Where a team stands; only a filed one is sent out."""

    DRAFT = "draft", "草稿"
    FILED = "filed", "已备案"
    SUSPENDED = "suspended", "已暂停"
    EXPIRED = "expired", "备案已到期"


class TeamAction(Named):
    """What can happen to a team."""

    FILE = "file", "备案"
    REVISE = "revise", "修改"
    SUSPEND = "suspend", "暂停"
    REINSTATE = "reinstate", "恢复"
    EXPIRE = "expire"


S, A = TeamFiling, TeamAction

# fmt: off
TEAM = StateTable("team", initial=S.DRAFT, moves=[
    (S.DRAFT,     A.FILE,      S.FILED),
    (S.FILED,     A.REVISE,    S.DRAFT),
    (S.FILED,     A.SUSPEND,   S.SUSPENDED),
    (S.SUSPENDED, A.REINSTATE, S.FILED),
    (S.SUSPENDED, A.REVISE,    S.DRAFT),
    (S.FILED,     A.EXPIRE,    S.EXPIRED),
    (S.SUSPENDED, A.EXPIRE,    S.EXPIRED),
    (S.EXPIRED,   A.FILE,      S.FILED),
])
# fmt: on
