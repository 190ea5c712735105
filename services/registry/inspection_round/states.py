"""The life of a round of inspections."""

from shared.states import Named, StateTable


class InspectionRoundState(Named):
    """Where a round stands; what is drawn is never drawn again."""

    FROZEN = "frozen", "名单已固定"
    DRAWN = "drawn", "已抽取"


class InspectionRoundAction(Named):
    """What can happen to a round."""

    DRAW = "draw", "抽取"


S, A = InspectionRoundState, InspectionRoundAction

# fmt: off
INSPECTION_ROUND = StateTable("inspection_round", initial=S.FROZEN, moves=[
    (S.FROZEN, A.DRAW, S.DRAWN),
])
# fmt: on
