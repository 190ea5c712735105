"""Why an evaluation may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class NotEvaluable(Conflict):
    """The contract is not in delivery."""

    state: Named

    zh: ClassVar[str] = "合同当前状态（{state}）不能发起评估，合同生效履行后方可发起。"
    en: ClassVar[str] = "A contract that is {state} is not evaluated; it has to be active."


@dataclass(eq=False)
class EvaluatedBefore(Conflict):
    """The phase has been evaluated; only a first failure may be rectified, within thirty days."""

    phase: Named
    state: Named

    zh: ClassVar[str] = (
        "该合同的此阶段评估（{phase}）已发起或已有结论（{state}），请查看该评估；仅首次不合格且在整改期内可复评一次。"
    )
    en: ClassVar[str] = "The phase {phase} is {state}: see it; only a first failure is done again."


@dataclass(eq=False)
class PartGiven(Conflict):
    """This part of the evaluation was given; it is not changed."""

    given_at: datetime

    zh: ClassVar[str] = "该部分评分已于 {given_at} 提交，不能更改，请等待评估结论。"
    en: ClassVar[str] = "This part was given at {given_at} and stays; await the result."


@dataclass(eq=False)
class OnePartEach(Forbidden):
    """Nobody speaks for two parties of one evaluation."""

    zh: ClassVar[str] = "政府评价与第三方评价须由不同的人员作出，请由另一人提交。"
    en: ClassVar[str] = "The government's part and the third party's are given by two people."


@dataclass(eq=False)
class PartsMissing(Conflict):
    """Not every party has given its score."""

    missing: list[Named]

    zh: ClassVar[str] = "尚缺以下评分：{missing}；请待各方提交后再作结论。"
    en: ClassVar[str] = "These parts are missing: {missing}; finalize when they are given."


@dataclass(eq=False)
class NotEngaged(Forbidden):
    """The caller is not engaged to evaluate this contract."""

    zh: ClassVar[str] = "您未受委托评估该合同，请由购买方先行委托。"
    en: ClassVar[str] = (
        "You are not engaged to evaluate this contract; the buyer engages you first."
    )


@dataclass(eq=False)
class IndicatorsNotWhole(Invalid):
    """The indicators' maxima must be 100.00 together, and no score above its maximum."""

    pointer: str
    maxima_hundredths: int

    zh: ClassVar[str] = (
        "各指标满分之和须为 10000（以 0.01 分为单位，即 100 分），当前为 {maxima_hundredths}，"
        "且得分不得超过满分，请调整。"
    )
    en: ClassVar[str] = (
        "The maxima must add up to 10000 hundredths (now {maxima_hundredths}), "
        "no score above its own; correct them."
    )


@dataclass(eq=False)
class LogsNotDrawn(Invalid):
    """Some of the logs named were not drawn for a check of this contract."""

    pointer: str
    unknown: int

    zh: ClassVar[str] = "有 {unknown} 条服务记录不是本合同被抽中的记录，请核对。"
    en: ClassVar[str] = "{unknown} of the logs were not drawn for a check of this contract."


@dataclass(eq=False)
class ResidentsHeard(Conflict):
    """Residents did answer, so nothing needs to be waived."""

    responses: int

    zh: ClassVar[str] = "已收到 {responses} 份居民评价，无需豁免。"
    en: ClassVar[str] = "{responses} residents answered; nothing needs to be waived."
