"""Why an answer may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class AlreadyAnswered(Conflict):
    """The survey was answered; an answer is given once."""

    answered_at: datetime

    zh: ClassVar[str] = "该评价已于 {answered_at} 提交，每次服务只能评价一次。"
    en: ClassVar[str] = "This survey was answered at {answered_at}; an answer is given once."


@dataclass(eq=False)
class NotYourSurvey(Forbidden):
    """Only the resident who was served may answer, by his own account."""

    zh: ClassVar[str] = "只有接受服务的居民本人才能评价，请由本人登录后评价。"
    en: ClassVar[str] = "Only the resident who was served may answer, by his own account."


@dataclass(eq=False)
class PeriodReversed(Invalid):
    """The period ends before it begins."""

    parameter: str = "to"

    zh: ClassVar[str] = "统计期间的起始时间必须早于结束时间，请调整。"
    en: ClassVar[str] = "The period must begin before it ends; correct it."
