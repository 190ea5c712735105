"""Why a statement cannot be made."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class TimeAmbiguous(Invalid):
    """A balance is asked for on both time axes at once."""

    parameter: str = "effective_on"

    zh: ClassVar[str] = "记账时间与生效日期只能选择其一，请调整后再查询。"
    en: ClassVar[str] = "Ask by recording time or by effective day, not by both."


@dataclass(eq=False)
class StatementTooLong(Invalid):
    """A document of this period would have more lines than anyone reads."""

    lines: int
    limit: int
    parameter: str = "from"

    zh: ClassVar[str] = "该期间共有 {lines} 条记录，超过 {limit} 条，请缩短期间。"
    en: ClassVar[str] = "The period has {lines} lines, more than {limit}; ask for a shorter one."


@dataclass(eq=False)
class PeriodReversed(Invalid):
    """The period ends before it begins."""

    parameter: str = "to"

    zh: ClassVar[str] = "起始日期晚于截止日期，请调整后再查询。"
    en: ClassVar[str] = "The period ends before it begins; correct the dates."
