"""Why no record of service is issued."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Invalid


@dataclass(eq=False)
class NothingServed(Conflict):
    """The organization certified no hours of his in this period."""

    zh: ClassVar[str] = "该组织在此期间没有为此人认定过服务时长，请核对志愿者编号和起止日期。"
    en: ClassVar[str] = (
        "The organization certified no hours of his in this period; compare number and days."
    )


@dataclass(eq=False)
class TooManyServices(Invalid):
    """One certificate lists only so many services."""

    pointer: str
    limit: int

    zh: ClassVar[str] = "一份证明最多列出 {limit} 条服务记录，请缩短期间分开开具。"
    en: ClassVar[str] = (
        "A certificate lists {limit} services at most; issue it for shorter periods."
    )
