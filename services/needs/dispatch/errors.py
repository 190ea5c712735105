"""Why no team is sent."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class NotEligible(Conflict):
    """The team may not be sent to this need."""

    reasons: list[Named]

    zh: ClassVar[str] = (
        "该服务队目前不能承接此需求，原因：{reasons}；"
        "派单的工作人员请另选服务队，服务队请拒单或选择其他需求。"
    )
    en: ClassVar[str] = (
        "The team may not take this need: {reasons}. "
        "Staff choose another team; the team declines it or chooses another need."
    )


@dataclass(eq=False)
class NoMenuItem(Conflict):
    """No published menu item serves this need, so no team can be sent."""

    category_code: str

    zh: ClassVar[str] = (
        "本区域菜单中没有可承接类别 {category_code} 的服务项目，请先发布菜单或改走其他渠道。"
    )
    en: ClassVar[str] = (
        "No published menu item serves {category_code} here; publish one, or choose another way."
    )
