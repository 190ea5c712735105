"""The life of a project (spec/procurement.md §2.2), and what it is made of."""

from enum import StrEnum

from shared.states import StateTable, from_any


class ProjectState(StrEnum):
    """Where a project stands."""

    DRAFT = "draft"
    CONSULTING = "consulting"
    REVIEW = "review"
    RETURNED = "returned"
    APPROVED = "approved"
    FUNDED = "funded"
    PROCURING = "procuring"
    CONTRACTED = "contracted"
    DELIVERING = "delivering"
    EVALUATED = "evaluated"
    CLOSED = "closed"
    TERMINATED = "terminated"
    CANCELED = "canceled"


class ProjectAction(StrEnum):
    """What can happen to a project."""

    CONSULT = "consult"
    SUBMIT = "submit"
    RETURN = "return"
    REVISE = "revise"
    APPROVE = "approve"
    FUND = "fund"
    LIST = "list"
    UNLIST = "unlist"
    CONTRACT = "contract"
    DELIVER = "deliver"
    EVALUATE = "evaluate"
    CLOSE = "close"
    TERMINATE = "terminate"
    CANCEL = "cancel"


class ProjectForm(StrEnum):
    """How an organization comes to deliver it; only direct claiming (认领) can be listed yet."""

    GOVERNMENT_PURCHASE = "government_purchase"
    VENTURE_PHILANTHROPY = "venture_philanthropy"
    FACILITY_OUTSOURCING = "facility_outsourcing"
    DIRECT_CLAIM = "direct_claim"
    SUBSIDY = "subsidy"


class SourceType(StrEnum):
    """Where a project comes from."""

    NEED_CLUSTER = "need_cluster"
    PLAN = "plan"
    RENEWAL = "renewal"
    PROPOSAL = "proposal"


class Method(StrEnum):
    """How a service item is delivered: 个案, 小组, 社区 and so on."""

    CASEWORK = "casework"
    GROUPWORK = "groupwork"
    COMMUNITY_WORK = "community_work"
    INTEGRATED = "integrated"
    FACILITY_OPERATION = "facility_operation"
    TRAINING = "training"
    OTHER = "other"


class Unit(StrEnum):
    """What a service item is counted in."""

    CASE = "case"
    SESSION = "session"
    PERSON_TIME = "person_time"
    HOUR = "hour"
    MONTH = "month"
    SET = "set"


class Qualification(StrEnum):
    """The lowest certificate that may deliver an item, as the registry names it."""

    ASSISTANT = "assistant"
    SOCIAL_WORKER = "social_worker"
    SENIOR = "senior"


S, A = ProjectState, ProjectAction

EDITABLE = (S.DRAFT, S.RETURNED)
CANCELABLE = (*EDITABLE, S.CONSULTING, S.REVIEW, S.APPROVED, S.FUNDED)
"""A project on the claim list is taken off it first."""

# fmt: off
PROJECT = StateTable("project", initial=S.DRAFT, moves=[
    (S.DRAFT,      A.CONSULT,  S.CONSULTING),
    *from_any((S.DRAFT, S.CONSULTING), A.SUBMIT, S.REVIEW),
    (S.REVIEW,     A.RETURN,   S.RETURNED),
    (S.RETURNED,   A.REVISE,   S.DRAFT),
    (S.REVIEW,     A.APPROVE,  S.APPROVED),
    (S.APPROVED,   A.FUND,     S.FUNDED),
    (S.FUNDED,     A.LIST,     S.PROCURING),
    (S.PROCURING,  A.UNLIST,   S.FUNDED),
    (S.PROCURING,  A.CONTRACT, S.CONTRACTED),
    (S.CONTRACTED, A.DELIVER,  S.DELIVERING),
    (S.DELIVERING, A.EVALUATE, S.EVALUATED),
    (S.EVALUATED,  A.CLOSE,    S.CLOSED),
    # after an evaluation too: who failed it twice is not kept to the end
    *from_any((S.CONTRACTED, S.DELIVERING, S.EVALUATED), A.TERMINATE, S.TERMINATED),
    *from_any(CANCELABLE, A.CANCEL, S.CANCELED),
])
# fmt: on
