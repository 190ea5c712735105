"""The life of an earning policy."""

from shared.states import Named, StateTable, from_any


class PolicyState(Named):
    """Where a version stands; only published and superseded ones ever hold."""

    DRAFT = "draft", "草案"
    SIMULATED = "simulated", "已试算"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版取代"


class PolicyAction(Named):
    """What can happen to a version."""

    REOPEN = "reopen", "修改草案"
    SIMULATE = "simulate", "试算"
    PUBLISH = "publish", "发布"
    SUPERSEDE = "supersede"


S, A = PolicyState, PolicyAction
OPEN = (S.DRAFT, S.SIMULATED)
"""Nobody is bound by these yet."""

# fmt: off
POLICY = StateTable("earning_policy", initial=S.DRAFT, moves=[
    *from_any(OPEN, A.REOPEN,  S.DRAFT),
    (S.DRAFT,     A.SIMULATE,  S.SIMULATED),
    (S.SIMULATED, A.PUBLISH,   S.PUBLISHED),
    (S.PUBLISHED, A.SUPERSEDE, S.SUPERSEDED),
])
# fmt: on
