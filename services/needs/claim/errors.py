"""Why a claim may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class ClaimGone(Conflict):
    """Another team was faster, the time is over, or the service left the menu."""

    state: Named

    zh: ClassVar[str] = (
        "该需求已被其他服务队抢单、抢单时间已过或该服务已下架，请刷新后选择其他需求。"
    )
    en: ClassVar[str] = (
        "Another team was faster, the time is over, or the service left the menu; "
        "reload and choose another need."
    )
