"""Why somebody may not be a volunteer, or not yet."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class IdentityNeeded(Conflict):
    """The register does not know his identity number, and so not his age."""

    zh: ClassVar[str] = "登记信息中没有证件号码，无法核实年龄，请先到社区补登证件号码。"
    en: ClassVar[str] = (
        "The register knows no identity number, and so no age; let the community enter it first."
    )


@dataclass(eq=False)
class TooYoung(Conflict):
    """Children below this age do not serve by themselves."""

    age_min: int

    zh: ClassVar[str] = "未满 {age_min} 周岁的，暂不能登记为志愿者，请在年满后申请。"
    en: ClassVar[str] = "Nobody below {age_min} is admitted; apply when old enough."


@dataclass(eq=False)
class GuardianNeeded(Conflict):
    """A minor applies at the window, together with his guardian."""

    age: int

    zh: ClassVar[str] = (
        "未满 {age} 周岁的，请与已登记的成年监护人一同到社区，由工作人员代为申请并记录监护人同意。"
    )
    en: ClassVar[str] = (
        "Below {age} somebody applies at the community's window, with a registered adult guardian "
        "who consents."
    )


@dataclass(eq=False)
class ConsentOutdated(Invalid):
    """He consented to another text than the one in force."""

    pointer: str
    current: str

    zh: ClassVar[str] = "志愿者须知已更新为 {current} 版，请出示新版并重新征得同意后提交。"
    en: ClassVar[str] = "The text in force is {current}: show it, and send the consent to that."


@dataclass(eq=False)
class LicenseNeeded(Invalid):
    """This skill takes a licence, and a day until when it is good."""

    pointer: str

    zh: ClassVar[str] = "该技能须持证：请填写证书编号（evidence）和尚未过期的有效期（expires_on）。"
    en: ClassVar[str] = "Name the licence (evidence), and a day until when it is good (expires_on)."


@dataclass(eq=False)
class NotYourVolunteer(Forbidden):
    """This account does not decide about him; ask his community."""

    zh: ClassVar[str] = "当前账号不能为该人员办理志愿者事项，请由本人或其所在社区的工作人员办理。"
    en: ClassVar[str] = (
        "This account does not decide about him; he himself or his community's staff must."
    )
