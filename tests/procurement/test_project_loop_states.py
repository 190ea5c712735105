from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from services.procurement.brief.states import BRIEF, BriefAction, BriefState
from services.procurement.claim.states import (
    CLAIM,
    LISTING,
    ClaimAction,
    ClaimState,
    ListingAction,
    ListingState,
)
from services.procurement.contract.states import CONTRACT, ContractAction, ContractState
from services.procurement.fund.states import FUND, FundAction, FundState
from services.procurement.project.states import PROJECT, ProjectAction, ProjectState
from shared.states import IllegalMove, StateTable

TABLES: list[tuple[StateTable[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (FUND, FundState, FundAction),
    (BRIEF, BriefState, BriefAction),
    (PROJECT, ProjectState, ProjectAction),
    (LISTING, ListingState, ListingAction),
    (CLAIM, ClaimState, ClaimAction),
    (CONTRACT, ContractState, ContractAction),
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


def test_a_project_is_canceled_before_a_contract_and_terminated_after_it() -> None:
    cancels = {s for s in ProjectState if ProjectAction.CANCEL in PROJECT.allowed(s)}
    terminates = {s for s in ProjectState if ProjectAction.TERMINATE in PROJECT.allowed(s)}

    assert not cancels & terminates
    assert terminates == {
        ProjectState.CONTRACTED,
        ProjectState.DELIVERING,
        ProjectState.EVALUATED,
    }
