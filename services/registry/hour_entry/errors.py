"""Why hours are not recorded or certified. A batch fails whole, and `pointer` names the row."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class NumberUnknown(Invalid):
    """Nobody who serves has this number."""

    pointer: str

    zh: ClassVar[str] = "没有此编号的志愿者，请对照其志愿者编号核对。"
    en: ClassVar[str] = "No volunteer has this number; compare it with his."


@dataclass(eq=False)
class NotServing(Conflict):
    """He was not admitted, or had paused, during that time."""

    pointer: str

    zh: ClassVar[str] = "该时段内此人尚未准入、已暂停或已退出，不能记录服务时长，请核对时间。"
    en: ClassVar[str] = "He was not an active volunteer all that time; compare the times."


@dataclass(eq=False)
class HoursOverlap(Conflict):
    """Hours of his are recorded for some of that time already."""

    pointer: str

    zh: ClassVar[str] = (
        "此人该时段已有服务记录（可能由其他组织记录），同一时间不重复计算，请核对时间。"
    )
    en: ClassVar[str] = (
        "Hours of his are recorded for some of that time, perhaps by another organization; time "
        "counts once. Compare the times."
    )


@dataclass(eq=False)
class TimesWrong(Invalid):
    """The times cannot be right: reversed, too long, in the future, or fewer than the minutes."""

    pointer: str
    hours_max: int

    zh: ClassVar[str] = (
        "结束须晚于开始且不晚于现在，每条不超过 {hours_max} 小时，服务分钟数不超过起止时长。"
    )
    en: ClassVar[str] = (
        "It ends after it begins and not in the future, lasts {hours_max} hours at most, and no "
        "more minutes are served than pass."
    )


@dataclass(eq=False)
class TooMuchADay(Conflict):
    """Nobody serves longer than that in a day."""

    pointer: str
    day: str
    minutes_max: int

    zh: ClassVar[str] = "此人 {day} 的服务时长合计超过 {minutes_max} 分钟，请核对时间。"
    en: ClassVar[str] = "He would serve more than {minutes_max} minutes on {day}; compare them."


@dataclass(eq=False)
class OwnHours(Forbidden):
    """Nobody records, confirms or corrects his own hours."""

    pointer: str

    zh: ClassVar[str] = "不能记录、确认或更正本人的服务时长，请由组织的其他负责人办理。"
    en: ClassVar[str] = "They are your own hours; somebody else of the organization must."


@dataclass(eq=False)
class NotInTeam(Forbidden):
    """A team's leader records for its members alone."""

    pointer: str

    zh: ClassVar[str] = "服务队队长只能为本队成员记录时长，请先将其加入服务队，或由组织负责人记录。"
    en: ClassVar[str] = (
        "A leader records for members of the team he is active in; list him first, or let the "
        "organization's manager record it."
    )


@dataclass(eq=False)
class OrganizerInactive(Conflict):
    """Only an active organization records hours."""

    state: Named

    zh: ClassVar[str] = "该组织当前状态（{state}）不能记录志愿服务时长，请待其恢复正常后再记录。"
    en: ClassVar[str] = "An organization that is {state} records no hours; reinstate it first."


@dataclass(eq=False)
class SecondPersonNeeded(Forbidden):
    """Late hours are confirmed by somebody else than who recorded them."""

    zh: ClassVar[str] = "补录的时长须由记录人以外的组织负责人或所在社区工作人员确认。"
    en: ClassVar[str] = (
        "Late hours are confirmed by another manager of the organization, or the community's staff."
    )


@dataclass(eq=False)
class NotYourHours(Forbidden):
    """This account does not decide about these hours."""

    zh: ClassVar[str] = "当前账号不能办理此条时长，请由记录的组织负责人或服务地社区工作人员办理。"
    en: ClassVar[str] = (
        "Ask the organization that recorded them, or the staff of the community where it was."
    )
