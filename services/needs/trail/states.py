"""The steps from a need to the settlement of its project; a step has no life of its own."""

from enum import StrEnum


class StepKind(StrEnum):
    """What happened."""

    NEED_SUBMITTED = "need_submitted"
    MATTER_NOTICED = "matter_noticed"
    MATTER_ADOPTED = "matter_adopted"
    MATTER_REJECTED = "matter_rejected"
    MATTER_EFFECTIVE = "matter_effective"
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
