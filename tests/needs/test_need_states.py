"""Every pair outside the tables is refused."""

from itertools import product

import pytest

from services.needs.clock.states import CLOCK, ClockAction, ClockState
from services.needs.need.states import NEED, NeedAction, NeedState
from shared.states import IllegalMove

LEGAL = {(source, action): target for source, action, target in NEED.moves}
CLOCK_LEGAL = {(source, action) for source, action, _ in CLOCK.moves}


@pytest.mark.parametrize(("state", "action"), [*product(NeedState, NeedAction)])
def test_a_need_moves_only_as_the_table_says(state: NeedState, action: NeedAction) -> None:
    if (state, action) in LEGAL:
        assert NEED.after(state, action) is LEGAL[state, action]
        return
    with pytest.raises(IllegalMove) as refused:
        NEED.after(state, action)
    assert refused.value.allowed == NEED.allowed(state)


def test_one_action_has_one_target() -> None:
    assert len({(action, target) for _, action, target in NEED.moves}) == len(NeedAction)


def test_refused_and_withdrawn_needs_are_final() -> None:
    assert NEED.allowed(NeedState.REFUSED) == []
    assert NEED.allowed(NeedState.WITHDRAWN) == []
    assert NEED.allowed(NeedState.CLOSED) == [NeedAction.DISPUTE]


@pytest.mark.parametrize(("state", "action"), [*product(ClockState, ClockAction)])
def test_a_clock_moves_only_as_the_table_says(state: ClockState, action: ClockAction) -> None:
    if (state, action) in CLOCK_LEGAL:
        CLOCK.after(state, action)
        return
    with pytest.raises(IllegalMove):
        CLOCK.after(state, action)
