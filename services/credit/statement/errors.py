"""Why a statement cannot be made."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class PeriodReversed(Invalid):
    """The period ends before it begins."""

    zh: ClassVar[str] = "起始日期晚于截止日期，请调整后再查询。"
    en: ClassVar[str] = "The period ends before it begins; correct the dates."
