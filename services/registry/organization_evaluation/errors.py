"""Why a step of an evaluation is refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class NotEvaluable(Conflict):
    """A body is evaluated once nothing stands in the way."""

    reasons: list[Named]

    zh: ClassVar[str] = "该组织暂不能参加等级评估：{reasons}。请在相应情形消除后再申请。"
    en: ClassVar[str] = "It cannot be evaluated now: {reasons}. Apply once that is over."


@dataclass(eq=False)
class EvaluationRunning(Conflict):
    """A body has one evaluation at a time."""

    evaluation_id: str

    zh: ClassVar[str] = "该组织已有一项评估在进行中，请先办结或撤回。"
    en: ClassVar[str] = "It has an evaluation under way; let that end, or withdraw it."


@dataclass(eq=False)
class SchemeUnfit(Conflict):
    """The latest scheme of a region is for its bodies of some legal types."""

    legal_type: Named

    zh: ClassVar[str] = "该评估方案不适用于该组织（{legal_type}），请选择本地区该类型的最新方案。"
    en: ClassVar[str] = "This scheme is not for it ({legal_type}); choose its region's latest one."


@dataclass(eq=False)
class AssessorRecused(Conflict):
    """Whoever held a role in the body not long ago does not assess it."""

    assessor_ids: list[str]
    years: int

    zh: ClassVar[str] = "所列评估人员在该组织任职或离任未满 {years} 年，应当回避，请更换。"
    en: ClassVar[str] = (
        "These assessors have a role in the body or left it less than {years} years ago: "
        "name others."
    )


@dataclass(eq=False)
class AssessorTooOften(Conflict):
    """Nobody assesses a body more often in a row than twice."""

    assessor_ids: list[str]
    times: int

    zh: ClassVar[str] = "所列评估人员已连续 {times} 次评估该组织，本次应更换。"
    en: ClassVar[str] = "These assessed the body {times} times in a row: name others this time."


@dataclass(eq=False)
class PublicityOver(Conflict):
    """The time to ask for a review is over."""

    publicity_ends_at: datetime

    zh: ClassVar[str] = "公示期已于 {publicity_ends_at} 届满，不能再申请复核。"
    en: ClassVar[str] = "It was public until {publicity_ends_at}; a review is asked for until then."


@dataclass(eq=False)
class NoMajority(Conflict):
    """A review is decided by more than half of all members of the committee."""

    votes: int
    members: int

    zh: ClassVar[str] = (
        "赞成 {votes} 票，未超过复核委员会全体成员（{members} 人）的半数，请重新表决。"
    )
    en: ClassVar[str] = "{votes} of {members} members agreed: more than half must; vote again."
