"""Why a resident's answer may be refused. None of them repeats the token."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, NotFound


@dataclass(eq=False)
class UnknownSurvey(NotFound):
    """There is no such survey."""

    zh: ClassVar[str] = "评价链接无效，请核对后重试，或向社区索取新的链接。"
    en: ClassVar[str] = "This survey link is not valid; check it, or ask your community."


@dataclass(eq=False)
class SurveyUsed(Conflict):
    """The survey was answered; a link serves once."""

    zh: ClassVar[str] = "该链接已用于评价，每个链接只能使用一次。感谢您的参与！"
    en: ClassVar[str] = "This link was used; it serves once. Thank you!"


@dataclass(eq=False)
class SurveyOver(Conflict):
    """The evaluation is final; answers count no more."""

    zh: ClassVar[str] = "本次评估已结束，不再接受评价。感谢您的参与！"
    en: ClassVar[str] = "The evaluation is over; answers count no more. Thank you!"


@dataclass(eq=False)
class NobodyToAsk(Conflict):
    """Everyone who was served and recorded has been asked."""

    zh: ClassVar[str] = "没有可发放问卷的服务对象：尚无核验通过的服务记录，或均已发放。"
    en: ClassVar[str] = "Nobody is left to ask: no verified log, or all have been asked."
