"""Why an award may be refused."""

from typing import ClassVar

from shared.errors import Conflict


class AwardStands(Conflict):
    """What was awarded has not come to nothing."""

    zh: ClassVar[str] = "本次中标仍然有效，须在中标人放弃或合同未能订立后方可递补下一名。"
    en: ClassVar[str] = "The award stands; the next in rank follows when it has come to nothing."


class NobodyLeft(Conflict):
    """No ranked bidder is left that may be awarded it."""

    zh: ClassVar[str] = "没有可以递补的中标候选人，请重新招标或取消项目。"
    en: ClassVar[str] = "No candidate is left; put the project out anew, or cancel it."
