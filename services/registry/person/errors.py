"""Why a person's data may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid, NotFound


@dataclass(eq=False)
class PhoneInvalid(Invalid):
    """The phone number is not one that can be called."""

    pointer: str

    zh: ClassVar[str] = "请填写可以拨通的手机号码（内地、香港、澳门或台湾）。"
    en: ClassVar[str] = "Give a mobile number of the mainland, Hong Kong, Macao or Taiwan."


@dataclass(eq=False)
class FifteenDigitIdRetired(Invalid):
    """Identity numbers of 15 digits are no longer valid."""

    pointer: str

    zh: ClassVar[str] = "15 位身份证号已停用，请填写 18 位公民身份号码。"
    en: ClassVar[str] = "Numbers of 15 digits were retired; give the one of 18 characters."


@dataclass(eq=False)
class IdNumberInvalid(Invalid):
    """The identity number cannot be right."""

    pointer: str

    zh: ClassVar[str] = "身份证件号码有误，请对照证件核对。"
    en: ClassVar[str] = "The identity number cannot be right; compare it with the document."


@dataclass(eq=False)
class PersonKnown(Conflict):
    """Someone with this identity number is registered already."""

    zh: ClassVar[str] = (
        "该证件号码已登记，请查找原有记录，不要重复登记；"
        "原住其他社区的，请由同时负责两地的街道或区受理人员办理迁入。"
    )
    en: ClassVar[str] = (
        "This identity number is registered: find that record; whoever lived in another "
        "community is moved in by a receiver of the street or district above both."
    )


@dataclass(eq=False)
class OutsideYourRegion(Forbidden):
    """The region lies outside this account's scope; its own staff do this."""

    zh: ClassVar[str] = "该区域不在当前账号的工作范围内，请由该区域的工作人员办理。"
    en: ClassVar[str] = "The region lies outside this account's scope; its own staff do this."


@dataclass(eq=False)
class MayNotReveal(Forbidden):
    """This account may see this person's data only masked."""

    zh: ClassVar[str] = (
        "当前账号只能查看脱敏信息；需要完整信息的，请由社区负责人或街道工作人员查看。"
    )
    en: ClassVar[str] = (
        "This account sees the data masked; a community manager or street officer may reveal it."
    )


@dataclass(eq=False)
class NotRegistered(NotFound):
    """This account stands for nobody in the register of people."""

    zh: ClassVar[str] = "当前账号没有对应的居民登记信息；如需登记，请联系所在社区。"
    en: ClassVar[str] = (
        "This account stands for nobody in the register of people; ask the community to enter you."
    )


@dataclass(eq=False)
class OwnRecord(Forbidden):
    """Nobody corrects his own record; a colleague compares it with the document."""

    zh: ClassVar[str] = "不能更正本人的登记信息，请由其他工作人员核对证件后办理。"
    en: ClassVar[str] = "Nobody corrects his own record; a colleague compares it with the document."
