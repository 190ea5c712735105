"""Why a claim may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class ClaimGone(Conflict):
    """Another team was faster, or the time is over; reload and choose another need."""

    state: Named

    zh: ClassVar[str] = "该需求已被其他服务队抢单或抢单时间已过，请刷新后选择其他需求。"
    en: ClassVar[str] = (
        "Another team was faster, or the time is over; reload and choose another need."
    )
