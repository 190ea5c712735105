"""The steps from a need to the settlement of its project; a step has no life of its own."""

from enum import StrEnum


class StepKind(StrEnum):
    """What happened."""

    NEED_SUBMITTED = "need_submitted"
    BRIEF_PROPOSED = "brief_proposed"
    BRIEF_ACCEPTED = "brief_accepted"
    BRIEF_REJECTED = "brief_rejected"
    PROJECT_LISTED = "project_listed"
    CLAIM_WON = "claim_won"
    CONTRACT_SIGNED = "contract_signed"
    CONTRACT_TERMINATED = "contract_terminated"
    SERVICE_LOG_VERIFIED = "service_log_verified"
    EVALUATION_FINALIZED = "evaluation_finalized"
    SETTLEMENT_PAID = "settlement_paid"
