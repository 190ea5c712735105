"""Why something may not be done with a meeting."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class NoticeTooShort(Invalid):
    """A meeting is announced some working days before, unless it is urgent."""

    earliest: datetime

    zh: ClassVar[str] = (
        "会议时间不得早于 {earliest}（通知期未满）；确有紧急情况的，请填写紧急理由以缩短通知期。"
    )
    en: ClassVar[str] = (
        "Meet at {earliest} at the earliest: notice is too short. An urgent one says why."
    )


@dataclass(eq=False)
class NotYetTime(Conflict):
    """The meeting has not come yet."""

    held_at: datetime

    zh: ClassVar[str] = "会议定于 {held_at} 召开，时间未到；需要提前的，请取消后重新通知。"
    en: ClassVar[str] = "The meeting is at {held_at}; to meet earlier, call it off and announce it."


@dataclass(eq=False)
class NothingToVoteOn(Invalid):
    """A meeting that decides has options; a hearing has none."""

    zh: ClassVar[str] = "表决会议至少列出一个方案；听证会不表决，请不要填写方案。"
    en: ClassVar[str] = "A meeting that votes names its options; a hearing names none."


@dataclass(eq=False)
class OpinionsUnanswered(Conflict):
    """Each opinion is answered before the minutes are final."""

    count: int

    zh: ClassVar[str] = "还有 {count} 条意见未答复，请逐条填写采纳情况和理由后再定稿。"
    en: ClassVar[str] = "{count} opinions are not answered yet; say what became of each, and why."


@dataclass(eq=False)
class NotOver(Conflict):
    """The meeting did not end with a count yet."""

    state: Named

    zh: ClassVar[str] = "会议（{state}）尚未结束计票，请结束会议后再记录。"
    en: ClassVar[str] = "The meeting ({state}) was not closed with a count; close it first."


@dataclass(eq=False)
class MinutesMissing(Conflict):
    """The minutes are not final yet."""

    zh: ClassVar[str] = "会议记录尚未定稿，请先起草并定稿会议记录。"
    en: ClassVar[str] = "The minutes are not final yet: write and finish them first."


@dataclass(eq=False)
class MinutesFinal(Conflict):
    """The minutes are final and are not changed any more."""

    zh: ClassVar[str] = "会议记录已定稿，不能再修改；有异议的，请在公示期内提出。"
    en: ClassVar[str] = "The minutes are final; object to the resolution while it is announced."
