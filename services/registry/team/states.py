"""The life of a team's filing."""

from enum import StrEnum

from shared.states import StateTable


class TeamFiling(StrEnum):
    """Where a team stands; only a filed one is sent out."""

    DRAFT = "draft"
    FILED = "filed"
    SUSPENDED = "suspended"
    EXPIRED = "expired"


class TeamAction(StrEnum):
    """What can happen to a team."""

    FILE = "file"
    REVISE = "revise"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
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
