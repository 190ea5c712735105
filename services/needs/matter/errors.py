"""Why something may not be done with a matter."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class NotForDeliberation(Conflict):
    """The common demand is not in dispute: it is not deliberated on."""

    zh: ClassVar[str] = "该共性需求目前没有争议，无需协商；可以继续观察，符合条件时直接提出立项。"
    en: ClassVar[str] = (
        "This common demand is not in dispute: watch it, or propose it once it is hot."
    )


@dataclass(eq=False)
class MatterUnderWay(Conflict):
    """The community deliberates on this common demand already."""

    matter_id: UUID

    zh: ClassVar[str] = "该共性需求正在协商（议题 {matter_id}），请在该议题上办理。"
    en: ClassVar[str] = "The matter {matter_id} is on this demand already; go on with that one."


@dataclass(eq=False)
class OtherPlace(Invalid):
    """The common demand belongs to another community."""

    region_id: UUID

    zh: ClassVar[str] = "该共性需求属于另一个社区（{region_id}），请填写该社区或去掉共性需求。"
    en: ClassVar[str] = "The demand belongs to the community {region_id}: name it, or no demand."


@dataclass(eq=False)
class HouseholdSpoke(Conflict):
    """A household supports a matter once."""

    zh: ClassVar[str] = "您的家庭已经支持该议题，已计入户数，无需再次表示。"
    en: ClassVar[str] = "Your household supports this matter already and counts."


@dataclass(eq=False)
class OwnInterest(Forbidden):
    """Nobody screens, counts or decides what he has an interest in."""

    zh: ClassVar[str] = (
        "您本人或您的家庭与该议题有关（提出、支持或在参加人名册上），请由其他工作人员办理。"
    )
    en: ClassVar[str] = (
        "You or your household proposed or support this, or are on the roll: a colleague decides."
    )


@dataclass(eq=False)
class FourEyes(Forbidden):
    """Another officer than the one who decided before must decide this."""

    zh: ClassVar[str] = "此前的决定由您作出，请由另一位工作人员办理。"
    en: ClassVar[str] = "You decided the step before: another officer must decide this."
