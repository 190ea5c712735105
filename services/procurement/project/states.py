"""The life of a project (spec/procurement.md §2.2), and what it is made of."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class ProjectState(Named):
    """Where a project stands."""

    DRAFT = "draft", "草稿"
    CONSULTING = "consulting", "征求意见中"
    REVIEW = "review", "审核中"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批准"
    FUNDED = "funded", "资金已落实"
    PROCURING = "procuring", "采购中"
    CONTRACTED = "contracted", "已签约"
    DELIVERING = "delivering", "实施中"
    EVALUATED = "evaluated", "已评估"
    CLOSED = "closed", "已结项"
    TERMINATED = "terminated", "已终止"
    CANCELED = "canceled", "已取消"


class ProjectAction(Named):
    """What can happen to a project."""

    CONSULT = "consult", "公开征求意见"
    SUBMIT = "submit", "提交审批"
    RETURN = "return", "退回修改"
    REVISE = "revise", "修改方案"
    APPROVE = "approve", "批准"
    FUND = "fund", "落实资金"
    GRANT = "grant"
    LIST = "list", "列入认领清单"
    UNLIST = "unlist", "撤出认领清单"
    TENDER = "tender", "公开招标"
    REOPEN = "reopen"
    CONTRACT = "contract", "起草合同"
    DELIVER = "deliver"
    EVALUATE = "evaluate"
    CLOSE = "close"
    TERMINATE = "terminate", "终止合同"
    CANCEL = "cancel", "取消"


class ProjectForm(Named):
    """How an organization comes to deliver it: claimed, bid for, or pitched in a round."""

    GOVERNMENT_PURCHASE = "government_purchase", "政府购买"
    VENTURE_PHILANTHROPY = "venture_philanthropy", "公益创投"
    FACILITY_OUTSOURCING = "facility_outsourcing", "设施委托运营"
    DIRECT_CLAIM = "direct_claim", "直接认领"
    SUBSIDY = "subsidy", "补贴"


class SourceType(StrEnum):
    """Where a project comes from."""

    NEED_CLUSTER = "need_cluster"
    RESOLUTION = "resolution"
    PLAN = "plan"
    RENEWAL = "renewal"
    PROPOSAL = "proposal"


FROM_BRIEFS = frozenset({SourceType.NEED_CLUSTER, SourceType.RESOLUTION})
"""What only a brief tells of: residents were heard on it, so its plan needs no consultation."""


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


class Qualification(Named):
    """The lowest certificate that may deliver an item, as the registry names it."""

    ASSISTANT = "assistant", "助理社会工作师"
    SOCIAL_WORKER = "social_worker", "社会工作师"
    SENIOR = "senior", "高级社会工作师"


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
    (S.DRAFT,      A.GRANT,    S.FUNDED),  # a round judged it, and reserved its money
    (S.FUNDED,     A.LIST,     S.PROCURING),
    (S.PROCURING,  A.UNLIST,   S.FUNDED),
    (S.FUNDED,     A.TENDER,   S.PROCURING),
    (S.PROCURING,  A.REOPEN,   S.FUNDED),
    (S.PROCURING,  A.CONTRACT, S.CONTRACTED),
    (S.CONTRACTED, A.DELIVER,  S.DELIVERING),
    (S.DELIVERING, A.EVALUATE, S.EVALUATED),
    (S.EVALUATED,  A.CLOSE,    S.CLOSED),
    # after an evaluation too: who failed it twice is not kept to the end
    *from_any((S.CONTRACTED, S.DELIVERING, S.EVALUATED), A.TERMINATE, S.TERMINATED),
    *from_any(CANCELABLE, A.CANCEL, S.CANCELED),
])
# fmt: on
