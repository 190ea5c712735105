import itertools
from enum import StrEnum
from typing import Any

import pytest

from services.credit.account.states import ACCOUNT, AccountAction, AccountState
from services.credit.delivery.states import PART, PartAction, PartState
from services.credit.earning.states import EARNING, EarningAction, EarningState
from services.credit.grant.states import GRANT, GrantAction, GrantState
from services.credit.penalty.states import PENALTY, PenaltyAction, PenaltyState
from services.credit.policy.states import POLICY, PolicyAction, PolicyState
from services.credit.redemption.states import REDEMPTION, RedemptionAction, RedemptionState
from shared.states import IllegalMove, StateTable

TABLES: list[tuple[StateTable[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (ACCOUNT, AccountState, AccountAction),
    (EARNING, EarningState, EarningAction),
    (PART, PartState, PartAction),
    (GRANT, GrantState, GrantAction),
    (PENALTY, PenaltyState, PenaltyAction),
    (POLICY, PolicyState, PolicyAction),
    (REDEMPTION, RedemptionState, RedemptionAction),
]
ILLEGAL = [
    (table, state, action)
    for table, states, actions in TABLES
    for state, action in itertools.product(states, actions)
    if (state, action) not in {(source, move) for source, move, _ in table.moves}
]


@pytest.mark.parametrize(
    ("table", "state", "action"), ILLEGAL, ids=[f"{t.name}-{s}-{a}" for t, s, a in ILLEGAL]
)
def test_every_move_outside_the_table_is_refused(
    table: StateTable[Any, Any], state: StrEnum, action: StrEnum
) -> None:
    with pytest.raises(IllegalMove):
        table.after(state, action)


def test_a_closed_account_stays_closed() -> None:
    assert ACCOUNT.allowed(AccountState.CLOSED) == []


def test_what_was_superseded_stays_so() -> None:
    assert EARNING.allowed(EarningState.SUPERSEDED) == []
