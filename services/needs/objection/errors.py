"""Why an objection may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class NoticeOver(Conflict):
    """Objections come in while the resolution is announced."""

    until: datetime

    zh: ClassVar[str] = "公示已于 {until} 结束，不再受理异议；有问题的，请向街道反映。"
    en: ClassVar[str] = "The notice ended at {until}; take it up with the street instead."


@dataclass(eq=False)
class AppealTooLate(Conflict):
    """The time to appeal is over."""

    until: datetime

    zh: ClassVar[str] = "申请复核的期限已于 {until} 届满。"
    en: ClassVar[str] = "The time to appeal ended at {until}."
