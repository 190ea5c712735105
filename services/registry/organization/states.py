"""The life of an organization: filed with its street, or registered with its district."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class Tier(StrEnum):
    """Who answers for it: a register, a filing street, or the street or community itself."""

    REGISTERED = "registered"
    FILED = "filed"
    STREET_MANAGED = "street_managed"
    COMMUNITY_MANAGED = "community_managed"


class LegalType(Named):
    """The three legal forms of a social organization, and the group that has none."""

    ASSOCIATION = "association", "社会团体"
    SOCIAL_SERVICE_AGENCY = "social_service_agency", "社会服务机构"
    FOUNDATION = "foundation", "基金会"
    OTHER = "other", "其他"
    COMMUNITY_GROUP = "community_group", "社区社会组织"


class Category(StrEnum):
    """What it mainly does: 生活服务、公益慈善、居民互助、文体活动、社区事务."""

    LIFE_SERVICE = "life_service"
    CHARITY = "charity"
    MUTUAL_AID = "mutual_aid"
    CULTURE_SPORTS = "culture_sports"
    COMMUNITY_AFFAIRS = "community_affairs"


class OrganizationState(Named):
    """Where an organization stands with its authority."""

    DRAFT = "draft", "草稿"
    FILING_REVIEW = "filing_review", "备案审核中"
    NAME_CHECKED = "name_checked", "名称已核准"
    REGISTRATION_REVIEW = "registration_review", "登记审核中"
    ACTIVE = "active", "正常"
    REFUSED = "refused", "未获批准"
    SUSPENDED = "suspended", "已暂停活动"
    LAPSED = "lapsed", "备案已失效"
    LIQUIDATING = "liquidating", "清算中"
    CANCELED = "canceled", "已注销"
    REVOKED = "revoked", "已撤销登记"
    MERGED = "merged", "已合并"
    SPLIT = "split", "已分立"


class OrganizationAction(Named):
    """What can happen to an organization."""

    REVISE = "revise", "修改草稿"
    SUBMIT_FILING = "submit_filing", "提交备案"
    ACCEPT_FILING = "accept_filing", "准予备案"
    CHECK_NAME = "check_name", "核准名称"
    SUBMIT_REGISTRATION = "submit_registration", "提交登记"
    REGISTER = "register", "准予登记"
    RETURN = "return", "退回修改"
    REFUSE = "refuse", "不予批准"
    SUSPEND = "suspend", "暂停活动"
    REINSTATE = "reinstate", "恢复活动"
    LAPSE = "lapse"
    RENEW = "renew", "重新备案"
    LIQUIDATE = "liquidate", "进入清算"
    CANCEL = "cancel", "注销"
    REVOKE = "revoke", "撤销登记"
    MERGE = "merge", "合并"
    SPLIT = "split", "分立"


S, A = OrganizationState, OrganizationAction

UNDECIDED = (S.DRAFT, S.FILING_REVIEW, S.NAME_CHECKED, S.REGISTRATION_REVIEW)
"""It holds its name, and its code, but was never filed or registered."""

# fmt: off
ORGANIZATION = StateTable("organization", initial=S.DRAFT, moves=[
    (S.DRAFT,               A.REVISE,              S.DRAFT),
    (S.DRAFT,               A.SUBMIT_FILING,       S.FILING_REVIEW),
    (S.FILING_REVIEW,       A.ACCEPT_FILING,       S.ACTIVE),
    (S.FILING_REVIEW,       A.RETURN,              S.DRAFT),
    (S.DRAFT,               A.CHECK_NAME,          S.NAME_CHECKED),
    (S.NAME_CHECKED,        A.SUBMIT_REGISTRATION, S.REGISTRATION_REVIEW),
    (S.REGISTRATION_REVIEW, A.REGISTER,            S.ACTIVE),
    *from_any(UNDECIDED,    A.REFUSE,              S.REFUSED),
    (S.ACTIVE,              A.SUSPEND,             S.SUSPENDED),
    (S.SUSPENDED,           A.REINSTATE,           S.ACTIVE),
    (S.ACTIVE,              A.LAPSE,               S.LAPSED),
    (S.LAPSED,              A.RENEW,               S.ACTIVE),
    (S.ACTIVE,              A.LIQUIDATE,           S.LIQUIDATING),
    (S.LIQUIDATING,         A.CANCEL,              S.CANCELED),
    (S.ACTIVE,              A.REVOKE,              S.REVOKED),
    (S.SUSPENDED,           A.REVOKE,              S.REVOKED),
    (S.REVOKED,             A.CANCEL,              S.CANCELED),
    (S.ACTIVE,              A.MERGE,               S.MERGED),
    (S.ACTIVE,              A.SPLIT,               S.SPLIT),
])
# fmt: on
