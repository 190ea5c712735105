"""The life of an open tender (spec/procurement.md §2.2)."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class ProcessState(Named):
    """Where a purchase stands."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "投标中"
    CLOSED = "closed", "已截止，待开标"
    OPENED = "opened", "已开标"
    EVALUATING = "evaluating", "评审中"
    REPORTED = "reported", "评审已完成"
    AWARDED = "awarded", "已定标"
    FAILED = "failed", "已废标"
    CANCELED = "canceled", "已取消"


class ProcessAction(Named):
    """What can happen to a purchase."""

    REVISE = "revise", "修改招标文件"
    PUBLISH = "publish", "发布招标公告"
    CANCEL = "cancel", "取消"
    CLOSE = "close"
    OPEN = "open"
    EVALUATE = "evaluate", "组织评审"
    REPORT = "report", "确认评审报告"
    AWARD = "award", "确定中标人"
    FAIL = "fail", "废标"


class Method(StrEnum):
    """How organizations compete."""

    OPEN_TENDER = "open_tender"


class FailReason(Named):
    """Why a purchase came to nothing (Government Procurement Law, art. 36)."""

    FEWER_THAN_MIN = "fewer_than_min", "有效投标不足法定家数"
    ALL_OVER_CEILING = "all_over_ceiling", "投标报价均超过最高限价"
    NOT_OPENED = "not_opened", "未能在规定时间内开标"
    IRREGULARITY = "irregularity", "出现影响采购公正的违法、违规行为"
    TASK_CANCELED = "task_canceled", "因重大变故，采购任务取消"


BY_HAND = (FailReason.IRREGULARITY, FailReason.TASK_CANCELED)
"""What a buyer finds; the others the platform finds by itself."""


class Stage(Named):
    """What a criterion of the panel judges; the price is judged by its formula."""

    TECHNICAL = "technical", "技术"
    COMMERCIAL = "commercial", "商务"


class Lack(Named):
    """What keeps a tender from being published."""

    PROJECT_NOT_FUNDED = "project_not_funded", "项目资金尚未落实或项目已在采购中"
    PERIOD_TOO_SHORT = "period_too_short", "投标截止时间过早"
    PERIOD_TOO_LATE = "period_too_late", "投标截止时间晚于项目服务期"
    CRITERIA_NOT_WHOLE = "criteria_not_whole", "各评审指标与价格分合计不是 100.00 分"
    CRITERION_TWICE = "criterion_twice", "评审指标编号重复"
    PRICE_WEIGHT_TOO_LOW = "price_weight_too_low", "价格分低于规定比重"
    TOO_FEW_CUSTODIANS = "too_few_custodians", "密钥托管人不足或不在本区域登记"
    CUSTODIAN_TWICE = "custodian_twice", "同一人员重复担任密钥托管人"
    CUSTODIAN_KEY_REPLACED = "custodian_key_replaced", "密钥托管人的公钥已更换"
    CUSTODIAN_PARTY = "custodian_party", "密钥托管人是本项目的设计方"


S, A = ProcessState, ProcessAction

UNDER_WAY = (S.PUBLISHED, S.CLOSED, S.OPENED, S.EVALUATING, S.REPORTED)
"""A project is in at most one such purchase; a partial unique index says so too."""

# fmt: off
PROCESS = StateTable("process", initial=S.DRAFT, moves=[
    (S.DRAFT,      A.REVISE,   S.DRAFT),
    (S.DRAFT,      A.PUBLISH,  S.PUBLISHED),
    (S.DRAFT,      A.CANCEL,   S.CANCELED),
    (S.PUBLISHED,  A.CLOSE,    S.CLOSED),
    (S.CLOSED,     A.OPEN,     S.OPENED),
    (S.OPENED,     A.EVALUATE, S.EVALUATING),
    (S.EVALUATING, A.REPORT,   S.REPORTED),
    # again, when what the first was given comes to nothing: to the next in rank
    *from_any((S.REPORTED, S.AWARDED), A.AWARD, S.AWARDED),
    *from_any(UNDER_WAY, A.FAIL, S.FAILED),
])
# fmt: on
