from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from services.needs.claim.states import CLAIM, ClaimAction, ClaimState
from services.needs.menu_item.states import MENU_ITEM, MenuItemAction, MenuItemState
from services.needs.order.states import LIVE, ORDER, OrderAction, OrderState
from shared.states import IllegalMove, StateTable

TABLES: list[tuple[StateTable[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (ORDER, OrderState, OrderAction),
    (CLAIM, ClaimState, ClaimAction),
    (MENU_ITEM, MenuItemState, MenuItemAction),
]
OUTSIDE = [
    (table, state, action)
    for table, states, actions in TABLES
    for state, action in product(states, actions)
    if (state, action) not in {(source, name) for source, name, _ in table.moves}
]


@pytest.mark.parametrize(("table", "state", "action"), OUTSIDE)
def test_a_move_outside_the_table_is_refused(
    table: StateTable[Any, Any], state: StrEnum, action: StrEnum
) -> None:
    with pytest.raises(IllegalMove) as refused:
        table.after(state, action)

    assert refused.value.allowed == table.allowed(state)


def test_a_confirmed_order_is_final_but_for_a_dispute() -> None:
    finals = {state for state in OrderState if not ORDER.allowed(state)}

    assert ORDER.allowed(OrderState.CONFIRMED) == [OrderAction.DISPUTE]
    assert finals == {
        OrderState.DISPUTED,
        OrderState.DECLINED,
        OrderState.EXPIRED,
        OrderState.RECALLED,
        OrderState.NO_SHOW,
        OrderState.FAILED,
        OrderState.REASSIGNED,
    }
    assert not finals & {*LIVE}
