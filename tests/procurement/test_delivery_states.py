"""Every move outside a table of delivery is refused."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from services.procurement.evaluation.states import EVALUATION, EvaluationAction, EvaluationState
from services.procurement.payment.states import PAYMENT, PaymentAction, PaymentState
from services.procurement.service_log.states import SERVICE_LOG, LogAction, LogState
from services.procurement.settlement.states import SETTLEMENT, SettlementAction, SettlementState
from services.procurement.verification.states import SAMPLE, SampleAction, SampleState
from shared.states import IllegalMove, StateTable

TABLES: list[tuple[StateTable[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (SERVICE_LOG, LogState, LogAction),
    (SAMPLE, SampleState, SampleAction),
    (EVALUATION, EvaluationState, EvaluationAction),
    (SETTLEMENT, SettlementState, SettlementAction),
    (PAYMENT, PaymentState, PaymentAction),
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


def test_a_supplier_takes_no_log_back_that_is_about_to_be_checked() -> None:
    assert LogAction.CORRECT not in SERVICE_LOG.allowed(LogState.SAMPLED)
    assert LogAction.CORRECT not in SERVICE_LOG.allowed(LogState.DISPUTED)


def test_a_final_evaluation_never_changes() -> None:
    assert EVALUATION.allowed(EvaluationState.FINALIZED) == []
