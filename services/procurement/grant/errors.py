"""Why an acceptance may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Invalid


@dataclass(eq=False)
class AcceptanceOver(Conflict):
    """The time to accept the grant is over, or has not begun."""

    accept_by: datetime | None

    zh: ClassVar[str] = "资助须在公示期满后、确认期限（{accept_by}）前确认，现在不能办理。"
    en: ClassVar[str] = "A grant is accepted after its publicity and by {accept_by}; not now."


@dataclass(eq=False)
class NotWithinGrant(Invalid):
    """What is left of the items costs more than was granted, or is none of the items."""

    pointer: str
    items: str
    granted: str

    zh: ClassVar[str] = (
        "请缩减服务数量：只保留原有服务项目，数量不得增加，"
        "合计 {items} 元不得超过资助金额 {granted} 元。"
    )
    en: ClassVar[str] = (
        "In part, deliver less of the same items: {items} yuan is not within {granted}."
    )
