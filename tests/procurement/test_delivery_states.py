"""What may no longer be done to what was delivered."""

from services.procurement.evaluation.states import EVALUATION, EvaluationState
from services.procurement.service_log.states import SERVICE_LOG, LogAction, LogState


def test_a_supplier_takes_no_log_back_that_is_about_to_be_checked() -> None:
    assert LogAction.CORRECT not in SERVICE_LOG.allowed(LogState.SAMPLED)
    assert LogAction.CORRECT not in SERVICE_LOG.allowed(LogState.DISPUTED)


def test_a_final_evaluation_never_changes() -> None:
    assert EVALUATION.allowed(EvaluationState.FINALIZED) == []
