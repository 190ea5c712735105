"""Why something about a purchase may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class NotTenderable(Conflict):
    """Only projects of the form government purchase are put out to tender."""

    form: Named

    zh: ClassVar[str] = "该项目的实施方式为 {form}，不能公开招标，请选择政府购买项目。"
    en: ClassVar[str] = (
        "A project of the form {form} is not put out to tender; take a government purchase."
    )


@dataclass(eq=False)
class NotPublishable(Conflict):
    """The tender cannot be published as it is; everything that is wrong is named at once."""

    missing: list[Named]
    earliest_allowed: datetime
    """The earliest deadline, were it published now."""

    zh: ClassVar[str] = (
        "招标公告暂不能发布，请先改正：{missing}。投标截止时间最早可定为 {earliest_allowed}。"
    )
    en: ClassVar[str] = (
        "Put this right before publishing: {missing}. The earliest deadline is {earliest_allowed}."
    )


@dataclass(eq=False)
class NotByHand(Invalid):
    """The platform finds this reason by itself."""

    pointer: str
    allowed: list[Named]

    zh: ClassVar[str] = "该废标原因由系统依规认定，人工办理请选择：{allowed}。"
    en: ClassVar[str] = "This reason is found by the platform; choose one of {allowed}."
