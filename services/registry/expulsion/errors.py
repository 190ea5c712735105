"""Why an expulsion is not possible, or not yet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden


@dataclass(eq=False)
class NeverAdmitted(Conflict):
    """Only who was admitted once can be let go."""

    zh: ClassVar[str] = "此人尚未获准入，无需除名；申请可以不予准入。"
    en: ClassVar[str] = "He was never admitted; refuse his application instead."


@dataclass(eq=False)
class ExpulsionOpen(Conflict):
    """Another one against him is not decided."""

    zh: ClassVar[str] = "对此人已有一件除名事项待决定，请先办结。"
    en: ClassVar[str] = "One against him is not decided yet; decide that first."


@dataclass(eq=False)
class NotHeard(Conflict):
    """The volunteer may still state his case."""

    statement_until: datetime

    zh: ClassVar[str] = "本人可在 {statement_until} 前陈述，期满或收到陈述后才能决定。"
    en: ClassVar[str] = "He may state his case until {statement_until}; decide then."


@dataclass(eq=False)
class TooLate(Conflict):
    """The time to appeal is over."""

    until: datetime

    zh: ClassVar[str] = "申请复核的期限已于 {until} 届满，以已作出的决定为准。"
    en: ClassVar[str] = "The time to appeal ended at {until}; what was decided stands."


@dataclass(eq=False)
class OtherOfficerNeeded(Forbidden):
    """Each step takes another officer than those before."""

    zh: ClassVar[str] = "此步骤须由提出人、决定人以外的工作人员办理。"
    en: ClassVar[str] = "This step takes another officer than who proposed or decided it."


@dataclass(eq=False)
class Barred(Conflict):
    """Somebody with this identity number was expelled, or is about to be."""

    until: date | None

    zh: ClassVar[str] = "此人有除名事项尚未届满或尚未办结，届满或办结后方可重新申请。"
    en: ClassVar[str] = (
        "He was expelled for a time that is not over, or it is not decided; apply once it is."
    )
