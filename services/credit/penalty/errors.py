"""Why a step of a penalty is refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class StatementPending(Conflict):
    """The organization may still state its case."""

    statement_due: datetime

    zh: ClassVar[str] = "陈述申辩期至 {statement_due}，期满或收到陈述后才能决定。"
    en: ClassVar[str] = "The organization may state its case until {statement_due}; decide then."


@dataclass(eq=False)
class TooLate(Conflict):
    """The time for this step is over."""

    due: datetime

    zh: ClassVar[str] = "期限已于 {due} 届满，不能再办理；请以已作出的决定为准。"
    en: ClassVar[str] = "The time for this ended at {due}; what was decided stands."
