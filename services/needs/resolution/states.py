"""The life of a resolution."""

from shared.states import Named, StateTable


class ResolutionState(Named):
    """Where a resolution stands."""

    PUBLIC = "public", "公示中"
    EFFECTIVE = "effective", "已生效"
    VOIDED = "voided", "已作废"


class ResolutionAction(Named):
    """What can happen to it."""

    TAKE_EFFECT = "take_effect"
    VOID = "void"


S, A = ResolutionState, ResolutionAction

# fmt: off
RESOLUTION = StateTable("resolution", initial=S.PUBLIC, moves=[
    (S.PUBLIC, A.TAKE_EFFECT, S.EFFECTIVE),
    (S.PUBLIC, A.VOID,        S.VOIDED),
])
# fmt: on
