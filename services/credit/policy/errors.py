"""Why no earning policy can be named, or a draft cannot be published."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Invalid


@dataclass(eq=False)
class UnknownPolicyPeriod(Invalid):
    """No earning policy was in force at that time."""

    at: str

    zh: ClassVar[str] = "{at} 没有生效的积分规则，请先发布覆盖该时间的规则。"
    en: ClassVar[str] = "No earning policy was in force at {at}; publish one that covers it."


@dataclass(eq=False)
class PublishedTooLate(Conflict):
    """The draft would hold before everyone could read it, or even for what is already posted."""

    valid_from: datetime
    earliest: datetime

    zh: ClassVar[str] = "生效时间 {valid_from} 已过或过近，最早为 {earliest}；请修改草案。"
    en: ClassVar[str] = "It would hold from {valid_from}, not {earliest} or later; revise it."


@dataclass(eq=False)
class OverlapsLater(Conflict):
    """A version of the same region that holds from later on is published already."""

    number: int
    valid_from: datetime

    zh: ClassVar[str] = "本地区第 {number} 版规则自 {valid_from} 起施行，新版不能早于它生效。"
    en: ClassVar[str] = "Version {number} of this region holds from {valid_from}; start no earlier."
