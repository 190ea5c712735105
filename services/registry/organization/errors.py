"""Why an organization may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class UsccCharset(Invalid):
    """The unified social credit code has a wrong length or a character it cannot have."""

    pointer: str

    zh: ClassVar[str] = "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、Z、S、V）。"
    en: ClassVar[str] = "The code has 18 digits and capital letters, never I, O, Z, S or V."


@dataclass(eq=False)
class UsccCheck(Invalid):
    """The last character of the unified social credit code does not fit."""

    pointer: str

    zh: ClassVar[str] = "统一社会信用代码校验码（第 18 位）不符，请对照证书核对。"
    en: ClassVar[str] = "The check character (18th) does not fit; compare with the certificate."


@dataclass(eq=False)
class UsccInnerCheck(Invalid):
    """The organization code inside the unified social credit code does not fit."""

    pointer: str

    zh: ClassVar[str] = "统一社会信用代码中的组织机构代码校验码（第 17 位）不符，请对照证书核对。"
    en: ClassVar[str] = "The inner check character (17th) does not fit; compare the certificate."


@dataclass(eq=False)
class UsccTypeMismatch(Invalid):
    """The unified social credit code belongs to another legal type."""

    pointer: str
    legal_type: Named

    zh: ClassVar[str] = "统一社会信用代码与组织类型（{legal_type}）不一致，请对照证书核对两者。"
    en: ClassVar[str] = "The code is not one of the type {legal_type}; compare the certificate."


@dataclass(eq=False)
class UsccRequired(Invalid):
    """A registered organization has a unified social credit code."""

    pointer: str

    zh: ClassVar[str] = "登记的社会组织必须填写统一社会信用代码。"
    en: ClassVar[str] = "A registered organization must give its unified social credit code."


@dataclass(eq=False)
class UsccForbidden(Invalid):
    """A filed group has no unified social credit code and no legal form."""

    pointer: str

    zh: ClassVar[str] = (
        "备案的社区社会组织没有统一社会信用代码，请删去；组织类型应为社区社会组织（community_group）。"
    )
    en: ClassVar[str] = (
        "A filed group has no such code, leave it out; its legal type is community_group."
    )


@dataclass(eq=False)
class UsccUsed(Conflict):
    """The unified social credit code was given to another organization; codes are never reused."""

    zh: ClassVar[str] = (
        "该统一社会信用代码已被使用，注销后也不能再次使用；请核对代码，或按代码查找已有记录。"
    )
    en: ClassVar[str] = "The code is taken for good; check it, or find the record that has it."


@dataclass(eq=False)
class NameTaken(Conflict):
    """The authority already has an organization of this name."""

    zh: ClassVar[str] = "同一登记（备案）机关下已有同名组织，请更换名称。"
    en: ClassVar[str] = "This authority already has an organization of that name; choose another."


@dataclass(eq=False)
class FilingInReview(Conflict):
    """A filing under this name is being reviewed for this community."""

    zh: ClassVar[str] = "该社区已有同名备案正在审核，请勿重复提交，等待审核结果即可。"
    en: ClassVar[str] = "A filing of that name is in review for this community; await its result."


@dataclass(eq=False)
class TooFewMembers(Invalid):
    """A community group needs more members to be filed."""

    members: int
    required: int

    zh: ClassVar[str] = (
        "备案至少需要 {required} 名成员，此草稿为 {members} 名；成员补足后，请先更正草稿，再提交。"
    )
    en: ClassVar[str] = (
        "Filing takes {required} members or more, and this draft says {members}: when they are "
        "there, correct the draft, then submit it."
    )


@dataclass(eq=False)
class FourEyes(Forbidden):
    """Whoever wrote something does not also approve it."""

    zh: ClassVar[str] = "您提交了该内容或办理了前一步骤，不能再由您审批，请由另一位工作人员办理。"
    en: ClassVar[str] = "You wrote it or took the step before; someone else must approve it."


@dataclass(eq=False)
class ConflictOfInterest(Forbidden):
    """Nobody decides on his own record, his organization, or a team he wrote down or is in."""

    zh: ClassVar[str] = "您是本人或该组织、服务队的人员或申请人，请由其他工作人员办理。"
    en: ClassVar[str] = "It is your own record, organization or team; someone else must decide."


@dataclass(eq=False)
class NotYourAuthority(Forbidden):
    """This decision belongs to another authority; ask who files or registers it."""

    zh: ClassVar[str] = "此事项不在当前账号的职权或辖区范围内，请由该组织的备案或登记机关办理。"
    en: ClassVar[str] = "This decision belongs to another authority; ask who files or registers it."


@dataclass(eq=False)
class NoAuthorityAbove(Invalid):
    """The home region has no authority of the level that decides."""

    pointer: str
    level: str

    zh: ClassVar[str] = "所选区域没有对应的备案或登记机关，请选择社区。"
    en: ClassVar[str] = "The home region has no authority of the level {level}; choose a community."


@dataclass(eq=False)
class OwnSuccessor(Invalid):
    """An organization does not succeed itself."""

    pointer: str

    zh: ClassVar[str] = "组织不能由自身承继，请选择另一家组织。"
    en: ClassVar[str] = "An organization does not succeed itself; choose another."


@dataclass(eq=False)
class SuccessorUnfit(Conflict):
    """Only a registered body that is active takes over what another one had."""

    successor: str
    state: Named

    zh: ClassVar[str] = "承继方 {successor} 须为正常状态的登记组织，当前状态为 {state}。"
    en: ClassVar[str] = "{successor} is {state}; a successor is registered and active."


@dataclass(eq=False)
class NotShared(Invalid):
    """The shares of a split do not sum to the whole."""

    pointer: str
    total: int

    zh: ClassVar[str] = "分立各方份额合计为 {total}，应为 10000（万分比），请调整。"
    en: ClassVar[str] = "The shares sum to {total}, not to 10000; correct them."


@dataclass(eq=False)
class NotOverseen(Conflict):
    """Only bodies that are registered are overseen by their registration authority."""

    organization: str
    state: Named

    zh: ClassVar[str] = (
        "「{organization}」当前状态为 {state}。只有已登记的社会组织适用本事项，"
        "备案的社区社会组织由街道管理。"
    )
    en: ClassVar[str] = (
        "{organization} is {state}. Only registered bodies are subject to this; "
        "filed groups are their street's."
    )
