"""Why a step of an entry is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class EntryOpen(Conflict):
    """An entry on the same ground is not decided yet."""

    ground: Named
    entry_id: str

    zh: ClassVar[str] = "对该组织以同一情形（{ground}）提出的列入事项尚未决定，请先办结。"
    en: ClassVar[str] = "An entry of this body on the ground {ground} is open; decide that first."


@dataclass(eq=False)
class LettersNeeded(Invalid):
    """A body is unreachable when two letters came back, 20 to 60 days apart."""

    pointer: str
    days_min: int
    days_max: int

    zh: ClassVar[str] = (
        "以无法取得联系（A6）列入，须填写两次专用信函的寄送日期，"
        "间隔不少于 {days_min} 日、不超过 {days_max} 日；其他情形无需填写。"
    )
    en: ClassVar[str] = (
        "The ground A6 takes the days of two letters, {days_min} to {days_max} days apart; "
        "no other ground takes any."
    )


@dataclass(eq=False)
class StatementPending(Conflict):
    """The body may still state its case."""

    statement_due: datetime

    zh: ClassVar[str] = "陈述申辩期至 {statement_due}，期满或收到陈述申辩后才能决定列入。"
    en: ClassVar[str] = "The body may state its case until {statement_due}; list it after that."


@dataclass(eq=False)
class StatementOver(Conflict):
    """The time to state its case is over."""

    statement_due: datetime

    zh: ClassVar[str] = "陈述申辩期已于 {statement_due} 届满；决定列入后可以申请移出或请求更正。"
    en: ClassVar[str] = (
        "The time to state its case ended at {statement_due}; once listed, apply for the removal."
    )


@dataclass(eq=False)
class ListedTooShort(Conflict):
    """Nobody leaves the list of serious violations before its years are over."""

    removable_on: date

    zh: ClassVar[str] = "列入严重违法失信名单须满规定年限方可移出，最早可于 {removable_on} 核实。"
    en: ClassVar[str] = "Its years on this list are over on {removable_on}; verify it then."


class NotAppliedFor(Conflict):
    """A body leaves the list of serious violations on its own application."""

    zh: ClassVar[str] = "移出严重违法失信名单须由该组织申请，请先由其提交申请。"
    en: ClassVar[str] = "A body leaves this list on its application; let it apply first."


@dataclass(eq=False)
class LaterGround(Conflict):
    """Another ground came up since, which is open or stands."""

    ground: Named
    entry_id: str

    zh: ClassVar[str] = "该组织另有列入事项（{ground}）尚未办结或仍在名单上，请先办理该事项。"
    en: ClassVar[str] = "There is a later entry on the ground {ground}, open or standing: end it."


@dataclass(eq=False)
class NotCanceled(Conflict):
    """Who lost its registration leaves the list once it is canceled."""

    state: Named

    zh: ClassVar[str] = "因吊销登记证书或撤销登记列入的，办理注销后方可移出，当前状态为 {state}。"
    en: ClassVar[str] = "It is {state}; on this ground it leaves the list once it is canceled."
