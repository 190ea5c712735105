"""The life of a round of annual checks."""

from shared.states import Named, StateTable


class AnnualRoundState(Named):
    """Where a round stands; once it is open its bodies have their checks."""

    PLANNED = "planned", "待开始"
    OPEN = "open", "已开始"
    CANCELED = "canceled", "已取消"


class AnnualRoundAction(Named):
    """What can happen to a round."""

    OPEN = "open"
    CANCEL = "cancel", "取消"


S, A = AnnualRoundState, AnnualRoundAction

# fmt: off
ANNUAL_ROUND = StateTable("annual_round", initial=S.PLANNED, moves=[
    (S.PLANNED, A.OPEN,   S.OPEN),
    (S.PLANNED, A.CANCEL, S.CANCELED),
])
# fmt: on
