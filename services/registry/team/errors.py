"""Why a team may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class SkillUnverified(Invalid):
    """Every skill of a team needs an active member for whom it is verified and unexpired."""

    pointer: str
    skills: list[str]

    zh: ClassVar[str] = (
        "以下技能没有经核实且在有效期内的在岗成员：{skills}；"
        "请在 members 中为在岗成员登记核实，或去掉这些技能。"
    )
    en: ClassVar[str] = (
        "No active member is verified for {skills}: verify one in members, or drop them."
    )


@dataclass(eq=False)
class ShiftInvalid(Invalid):
    """A shift must begin and end at different times."""

    pointer: str

    zh: ClassVar[str] = "班次的开始和结束时间不能相同；跨零点的班次请填写次日的结束时间。"
    en: ClassVar[str] = "A shift begins and ends at different times; it may run over midnight."


@dataclass(eq=False)
class OutsideChina(Invalid):
    """The base point does not lie in China; latitude and longitude may be swapped."""

    pointer: str

    zh: ClassVar[str] = "驻地坐标不在中国境内，请检查经度和纬度是否填反。"
    en: ClassVar[str] = "The base point lies outside China; are latitude and longitude swapped?"


@dataclass(eq=False)
class OrganizationInactive(Conflict):
    """Only an active organization sends teams."""

    state: Named

    zh: ClassVar[str] = (
        "所属组织当前状态（{state}）不能备案服务队：请待其恢复正常，已终止的请在其他组织下重新组建。"
    )
    en: ClassVar[str] = (
        "An organization that is {state} sends no teams: reinstate it first, "
        "or where it has ended form the team under another."
    )


@dataclass(eq=False)
class NotYourTeam(Forbidden):
    """This account does not decide about this team; ask its organization or community."""

    zh: ClassVar[str] = (
        "当前账号不能为该服务队办理此事项，请由其组织或所在社区、街道的工作人员办理。"
    )
    en: ClassVar[str] = (
        "This account does not decide about this team; ask its organization or community."
    )
